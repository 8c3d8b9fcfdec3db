import { StringDecoder } from "node:string_decoder";
import type { TerminalPort } from "../terminal/terminal-session.js";

/** Lines as the terminal itself edits and echoes them. */
export class LineInput implements Disposable {
  readonly #input: TerminalPort["input"];
  readonly #onLine: (line: string) => void;
  readonly #onEnd: () => void;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #isOurs = false;

  constructor(input: TerminalPort["input"], onLine: (line: string) => void, onEnd: () => void) {
    this.#input = input;
    this.#onLine = onLine;
    this.#onEnd = onEnd;
    this.take();
  }

  take(): void {
    if (this.#isOurs) return;
    this.#isOurs = true;
    this.#input.on("data", this.#onData);
    this.#input.on("end", this.#onEnd);
    this.#input.resume();
  }

  release(): void {
    if (!this.#isOurs) return;
    this.#isOurs = false;
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.pause();
  }

  [Symbol.dispose](): void {
    this.release();
  }

  readonly #onData = (chunk: Uint8Array | string): void => {
    this.#rest += typeof chunk === "string" ? chunk : this.#decoder.write(Buffer.from(chunk));
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line.trimEnd());
  };
}
