import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { type Style, textWidth } from "@codex/terminal";
import type { TerminalIo } from "./terminal-io.js";
import { LINE_END, TypedInput } from "./typed-input.js";

export interface PromptLineOptions {
  readonly io: Pick<TerminalIo, "stdin" | "stdout">;
  readonly style: Style;
  /** Earlier messages, the newest first. */
  readonly history: readonly string[];
  /** Completes the end of what was typed: the candidates, and the part that they stand for. */
  readonly complete: (text: string) => Promise<[candidates: string[], part: string]>;
  readonly onLine: (text: string) => void;
  /** Ctrl-C while no question is open; `typed` tells whether it took back a text. */
  readonly onInterrupt: (event: { readonly typed: boolean }) => void;
  /** Ctrl-D, or the terminal is gone. */
  readonly onEnd: () => void;
}

const FRAME_MS = 100;
const DEFAULT_COLUMNS = 80;
const MARK_PASTES = "\u001b[?2004h";
const MARK_NO_PASTES = "\u001b[?2004l";

/** The last line of a terminal, where messages are typed while everything else is printed above it. */
export class PromptLine implements Disposable {
  readonly #options: PromptLineOptions;
  readonly #input: TypedInput;
  readonly #editor: Interface;
  readonly #timer: NodeJS.Timeout;
  #status: (() => string) | undefined;
  #question: { readonly prompt: string; readonly settle: (answer: string | undefined) => void } | undefined;
  #lastAnswer: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: PromptLineOptions) {
    this.#options = options;
    const { stdin, stdout } = options.io;
    this.#input = new TypedInput(stdin);
    this.#editor = createInterface({
      input: this.#input,
      output: stdout,
      terminal: true,
      history: options.history.map((text) => text.replaceAll("\n", LINE_END)),
      historySize: 500,
      removeHistoryDuplicates: true,
      completer: (text: string, done: (error: null, result: [string[], string]) => void) => {
        options.complete(text).then(
          (result) => done(null, result),
          () => done(null, [[], text]),
        );
      },
    });
    this.#editor.on("line", (text) => this.#take(text));
    this.#editor.on("SIGINT", () => this.#interrupt());
    this.#editor.on("close", () => this.#end());
    // Answers to questions are no messages to come back to.
    this.#editor.on("history", (entries) => {
      if (this.#question !== undefined) entries.shift();
    });
    stdout.write(MARK_PASTES);
    this.#draw();
    this.#timer = setInterval(() => this.#status !== undefined && this.#draw(), FRAME_MS);
  }

  /** What is going on, shown before the prompt and asked for again and again; undefined for nothing. */
  set status(status: (() => string) | undefined) {
    this.#status = status;
    this.#draw();
  }

  /** Prints whole lines above. They must be safe for a terminal. */
  print(text: string): void {
    const { stdout } = this.#options.io;
    if (this.#closed) return void stdout.write(text);
    stdout.cork();
    moveCursor(stdout, 0, -this.#editor.getCursorPos().rows);
    this.#printFromHere(text);
    stdout.uncork();
  }

  /** Types for the user. */
  insert(text: string): void {
    this.#editor.write(text);
  }

  /**
   * Asks, one question after the other; what was being typed comes back afterwards. Undefined: Ctrl-C, or the signal, or
   * the terminal is gone.
   */
  ask(prompt: string, signal: AbortSignal): Promise<string | undefined> {
    const answer = this.#lastAnswer.then(() => this.#ask(prompt, signal));
    this.#lastAnswer = answer;
    return answer;
  }

  async #ask(prompt: string, signal: AbortSignal): Promise<string | undefined> {
    if (signal.aborted || this.#closed) return undefined;
    const typed = this.#editor.line;
    this.#clearTyped();
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#question = { prompt, settle: resolve };
    const onAbort = () => resolve(undefined);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#draw();
    const answer = await promise;
    signal.removeEventListener("abort", onAbort);
    this.#question = undefined;
    if (!this.#closed) {
      this.#clearTyped();
      this.#editor.write(typed);
      this.#draw();
    }
    return answer;
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#erase();
    this.#closed = true;
    this.#editor.close();
    this.#release();
  }

  #take(text: string): void {
    const rows = Math.floor((textWidth(stripVTControlCharacters(this.#prompt)) + textWidth(text)) / this.#columns);
    const { stdout } = this.#options.io;
    // What was entered is printed again in its place in the conversation.
    stdout.cork();
    moveCursor(stdout, 0, -(rows + 1));
    this.#printFromHere("");
    stdout.uncork();
    const message = text.replaceAll(LINE_END, "\n").trim();
    if (this.#question !== undefined) this.#question.settle(message);
    else if (message !== "") this.#options.onLine(message);
  }

  #interrupt(): void {
    const typed = this.#editor.line !== "";
    this.#clearTyped();
    if (this.#question !== undefined) this.#question.settle(undefined);
    else this.#options.onInterrupt({ typed });
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#options.io.stdout.write("\n");
    this.#question?.settle(undefined);
    this.#options.onEnd();
  }

  #release(): void {
    clearInterval(this.#timer);
    this.#input.release();
    this.#options.io.stdout.write(MARK_NO_PASTES);
  }

  get #columns(): number {
    return this.#options.io.stdout.columns ?? DEFAULT_COLUMNS;
  }

  get #prompt(): string {
    const { style } = this.#options;
    if (this.#question !== undefined) return `${style.yellow(this.#question.prompt)} ${style.cyan("›")} `;
    const status = this.#status?.();
    return `${status === undefined ? "" : `${style.dim(status)} `}${style.cyan("›")} `;
  }

  #draw(): void {
    if (this.#closed) return;
    this.#editor.setPrompt(this.#prompt);
    this.#editor.prompt(true);
  }

  /** The cursor is where the text begins; the prompt is drawn anew below it. */
  #printFromHere(text: string): void {
    const { stdout } = this.#options.io;
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
    stdout.write(text);
    // Where readline believes its prompt begins: it is on this row now.
    Object.assign(this.#editor, { prevRows: 0 });
    this.#draw();
  }

  #erase(): void {
    const { stdout } = this.#options.io;
    moveCursor(stdout, 0, -this.#editor.getCursorPos().rows);
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
  }

  #clearTyped(): void {
    this.#editor.write(null, { ctrl: true, name: "e" });
    this.#editor.write(null, { ctrl: true, name: "u" });
  }
}
