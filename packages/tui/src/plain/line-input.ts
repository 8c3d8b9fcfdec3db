import { StringDecoder } from "node:string_decoder";
import type { TerminalPort } from "../terminal/terminal-session.js";

export interface LineListeners {
  readonly onLine: (line: string) => void;
  /** Ctrl-C. */
  readonly onInterrupt: () => void;
  readonly onEnd: () => void;
}

/** Input in lines, which the terminal itself edits and echoes. */
export class LineInput implements Disposable {
  readonly #terminal: Pick<TerminalPort, "input" | "onInterrupt">;
  readonly #listeners: LineListeners;
  readonly #decoder = new StringDecoder("utf8");
  #rest: string;
  /** Set while we have the terminal. */
  #release: (() => void) | undefined;

  /** `typed`: what was typed of the first line before. */
  constructor(terminal: Pick<TerminalPort, "input" | "onInterrupt">, listeners: LineListeners, typed = "") {
    this.#rest = typed;
    this.#terminal = terminal;
    this.#listeners = listeners;
    this.take();
  }

  take(): void {
    if (this.#release !== undefined) return;
    const { input, onInterrupt } = this.#terminal;
    const { onEnd } = this.#listeners;
    input.on("data", this.#onData);
    input.on("end", onEnd);
    input.resume();
    const endInterrupts = onInterrupt(this.#listeners.onInterrupt);
    this.#release = () => {
      endInterrupts();
      input.off("data", this.#onData);
      input.off("end", onEnd);
      input.pause();
    };
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  [Symbol.dispose](): void {
    this.release();
  }

  readonly #onData = (chunk: Uint8Array | string): void => {
    this.#rest += typeof chunk === "string" ? chunk : this.#decoder.write(Buffer.from(chunk));
    // Keys of the time before the terminal edited lines end with carriage returns.
    const lines = this.#rest.split(/\r?\n|\r/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#listeners.onLine(line.trimEnd());
  };
}
