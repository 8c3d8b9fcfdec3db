import { withBursts } from "./bursts.js";
import { KeyReader, type TerminalInput } from "./keys.js";

/** The terminal as a program has it. */
export interface TerminalPort {
  readonly input: {
    on(event: "data" | "end", listener: (chunk: Uint8Array | string) => void): unknown;
    off(event: "data" | "end", listener: (chunk: Uint8Array | string) => void): unknown;
    resume(): unknown;
    pause(): unknown;
    setRawMode?(raw: boolean): unknown;
  };
  readonly write: (bytes: string) => void;
  /** Columns and rows as they are now. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Calls back when the size has changed, or when the program goes on after it was stopped; gives a way to end it. */
  readonly onResize: (listener: () => void) => () => void;
  readonly onContinue: (listener: () => void) => () => void;
  /** Calls back for Ctrl-C where the terminal itself edits lines, in place of whoever else listens; gives a way to end it. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Calls back when the program ends, however that came about; what is written then is still seen. */
  readonly onExit: (listener: () => void) => () => void;
  /** Stops this program and those of its group, as Ctrl-Z does; returns when they go on. */
  readonly suspend: () => void;
  /** Ends a process that was started in a group of its own, with all of the group, if it is still there. */
  readonly killGroup: (pid: number) => void;
}

export interface TerminalSessionOptions {
  readonly terminal: TerminalPort;
  readonly onInput: (input: TerminalInput) => void;
  readonly onResize: () => void;
  /** The terminal is ours again after others had it: everything has to be drawn anew. */
  readonly onReturn: () => void;
}

/** How long after an escape the rest of a sequence may take to come, in milliseconds. */
const ESCAPE_MS = 40;

/** The title is kept; bracketed paste, focus reports, the keyboard protocol of kitty (with what a key is on other layouts), xterm's way to tell of modified keys. */
const MODES_ON = "\u001b[22;2t\u001b[?2004h\u001b[?1004h\u001b[>5u\u001b[>4;1m";
const MODES_OFF = "\u001b[>4;0m\u001b[<u\u001b[?1004l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[23;2t\u001b[0m";

/**
 * What the terminal is asked: background, whether it knows bracketed paste, its kind; primary attributes last, as every
 * terminal answers those.
 */
const QUERIES = "\u001b]11;?\u001b\\\u001b[?2004$p\u001b[>c\u001b[c";

const LONG_MS = 3_600_000;

const ASK_CURSOR = "\u001b[6n";
/** How long the terminal may take to tell where the cursor is, in milliseconds; nothing is drawn meanwhile. */
const CURSOR_MS = 500;
/** So long after it was asked something the terminal still has time to answer, in milliseconds. */
const ANSWER_MS = 300;
/** A terminal that left so many questions open answers none. */
const MAX_UNANSWERED = 2;

/** The terminal while the program has it: modes on, keys read; off again whatever happens. */
export class TerminalSession implements Disposable {
  readonly #options: TerminalSessionOptions;
  readonly #reader = new KeyReader();
  readonly #endings: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOurs = false;
  /** There while the shell has the terminal: without anything to wait for the program would end. */
  #suspended: NodeJS.Timeout | undefined;
  #unanswered = false;
  /** Who waits to hear where the cursor is, the first one asked first. */
  readonly #cursorAsked: ((row: number | undefined) => void)[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Told when nothing is left that the terminal may answer. */
  #onAnswered = () => {};
  /** What is read first may have been typed before the terminal was ours. */
  #isEarly = true;

  constructor(options: TerminalSessionOptions) {
    this.#options = options;
    const { terminal, onResize } = options;
    this.#endings.push(terminal.onResize(() => this.#isOurs && onResize()));
    this.#endings.push(terminal.onContinue(() => this.#continued()));
    this.#begin();
    // What is there already comes with the first look at the input.
    setImmediate(() => setImmediate(() => (this.#isEarly = false)));
  }

  /** Asks what the terminal is; answers come as inputs, or never. */
  query(): void {
    this.#unanswered = true;
    this.#askedAt = performance.now();
    this.#options.terminal.write(QUERIES);
  }

  /** The row of the screen, from 0, on which the cursor is; undefined when the terminal does not tell in time, or never did. */
  askCursorRow(): Promise<number | undefined> {
    if (!this.#isOurs || this.#cursorAsked.length > MAX_UNANSWERED) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      // After a time in which the program was busy the answer may be there, and only has to be read.
      const timer = setTimeout(() => setImmediate(() => resolve(undefined)), CURSOR_MS);
      this.#cursorAsked.push((row) => {
        clearTimeout(timer);
        resolve(row);
      });
      this.#reader.expectsCursor = true;
      this.#askedAt = performance.now();
      this.#options.terminal.write(ASK_CURSOR);
    });
  }

  /** Until the terminal has answered what it was just asked: answers are not for the shell that has it next. */
  async answered(): Promise<void> {
    const left = this.#askedAt + ANSWER_MS - performance.now();
    if (!this.#isOurs || !this.#isWaiting || left <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      this.#onAnswered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  get #isWaiting(): boolean {
    return this.#unanswered || this.#cursorAsked.length > 0;
  }

  /** Gives the terminal away, to an editor for instance. */
  release(): void {
    if (!this.#isOurs) return;
    const { terminal } = this.#options;
    this.#isOurs = false;
    clearTimeout(this.#timer);
    terminal.input.off("data", this.#onData);
    terminal.write(MODES_OFF);
    terminal.input.setRawMode?.(false);
    terminal.input.pause();
  }

  /** Takes it back. */
  take(): void {
    if (this.#isOurs) return;
    this.#begin();
    this.#options.onReturn();
  }

  /** As Ctrl-Z: the shell has the terminal until it lets us go on. */
  suspend(): void {
    this.release();
    this.#suspended = setInterval(() => {}, LONG_MS);
    this.#options.terminal.suspend();
  }

  [Symbol.dispose](): void {
    for (const end of this.#endings.splice(0)) end();
    this.#endSuspension();
    this.release();
  }

  #begin(): void {
    const { terminal } = this.#options;
    this.#isOurs = true;
    terminal.input.setRawMode?.(true);
    terminal.input.on("data", this.#onData);
    terminal.input.resume();
    terminal.write(MODES_ON);
  }

  /** Also after a stop that we did not ask for: the shell may have changed the terminal's modes. */
  #continued(): void {
    if (!this.#isOurs && this.#suspended === undefined) return;
    this.#endSuspension();
    if (this.#isOurs) {
      this.#options.terminal.input.setRawMode?.(false);
      this.#options.terminal.input.off("data", this.#onData);
      this.#isOurs = false;
    }
    this.take();
  }

  #endSuspension(): void {
    clearInterval(this.#suspended);
    this.#suspended = undefined;
  }

  readonly #onData = (chunk: Uint8Array | string): void => {
    clearTimeout(this.#timer);
    // Until then the terminal itself edited lines, and made line feeds of Enter.
    const read = this.#isEarly ? chunk.toString().replaceAll("\n", "\r") : chunk;
    for (const input of withBursts(this.#reader.read(read))) this.#tell(input);
    if (!this.#reader.isWaiting) return;
    // An answer that is still to come may take longer than a key.
    this.#timer = setTimeout(
      () => {
        for (const input of this.#reader.flush()) this.#tell(input);
      },
      this.#unanswered ? ESCAPE_MS * 2 : ESCAPE_MS,
    );
  };

  #tell(input: TerminalInput): void {
    if (input.type === "reply" && input.reply.type === "attributes") this.#unanswered = false;
    if (input.type === "reply" && input.reply.type === "cursor") this.#toldCursor(input.reply.row);
    else this.#options.onInput(input);
    if (!this.#isWaiting) this.#onAnswered();
  }

  #toldCursor(row: number): void {
    this.#cursorAsked.shift()?.(row);
    this.#reader.expectsCursor = this.#cursorAsked.length > 0;
  }
}
