import { KeyReader, type TerminalInput } from "./keys.js";
import { withPasteBursts } from "./paste-bursts.js";

/** The terminal as the program uses it. */
export interface TerminalPort {
  readonly input: {
    on(event: "data" | "end", listener: (chunk: Uint8Array | string) => void): unknown;
    off(event: "data" | "end", listener: (chunk: Uint8Array | string) => void): unknown;
    resume(): unknown;
    pause(): unknown;
    setRawMode?(raw: boolean): unknown;
  };
  readonly write: (bytes: string) => void;
  /** The current columns and rows. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Calls back when the size has changed, or when the program continues after a stop. Returns a function that unsubscribes. */
  readonly onResize: (listener: () => void) => () => void;
  readonly onContinue: (listener: () => void) => () => void;
  /** Calls back for Ctrl-C while the terminal itself edits lines, replacing all other listeners. Returns a function that unsubscribes. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Calls back when the process exits for any reason; the callback can still write. Returns a function that unsubscribes. */
  readonly onExit: (listener: () => void) => () => void;
  /** Stops this program and its process group, as Ctrl-Z does; returns when they continue. */
  readonly suspend: () => void;
  /** Ends a process with its own group, including the whole group, if it still exists. */
  readonly killGroup: (pid: number) => void;
}

export interface TerminalSessionOptions {
  readonly terminal: TerminalPort;
  readonly onInput: (input: TerminalInput) => void;
  readonly onResize: () => void;
  /** Called when we get the terminal back from another program: everything must be redrawn. */
  readonly onReturn: () => void;
}

/** How long the rest of an escape sequence may take, in milliseconds. */
const ESCAPE_MS = 40;
/** The same for a reply that has begun: slow connections cut it in pieces, and none of them may be typed into the draft. */
const REPLY_MS = 2_000;

/**
 * Saves the title, and enables bracketed paste, focus reports, kitty's keyboard protocol (with keys of the base layout) and xterm's reports
 * of modified keys.
 */
const MODES_ON = "\u001b[22;2t\u001b[?2004h\u001b[?1004h\u001b[>5u\u001b[>4;1m";
const MODES_OFF = "\u001b[>4;0m\u001b[<u\u001b[?1004l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[23;2t\u001b[0m";

/**
 * Queries the background colour, bracketed paste and the terminal's type; primary attributes come last, since every terminal reports those.
 */
const QUERIES = "\u001b]11;?\u001b\\\u001b[?2004$p\u001b[>c\u001b[c";

const LONG_MS = 3_600_000;

const ASK_CURSOR = "\u001b[6n";
/** How long the terminal may take to report the cursor's position, in milliseconds; meanwhile nothing is drawn. */
const CURSOR_MS = 500;
/** How long the terminal may take to reply to queries, in milliseconds. */
const ANSWER_MS = 300;
/** A terminal that has left so many position requests unanswered is not asked again. */
const MAX_UNANSWERED = 2;

/** Holds the terminal for the program: switches its modes on and reads keys; switches them off again whatever happens. */
export class TerminalSession implements Disposable {
  readonly #options: TerminalSessionOptions;
  readonly #reader = new KeyReader();
  readonly #endings: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOurs = false;
  /** Set while the shell has the terminal: without a pending timer the program would end. */
  #suspended: NodeJS.Timeout | undefined;
  #unanswered = false;
  /** Requests for the cursor's position, oldest first. */
  readonly #cursorRequests: ((row: number | undefined) => void)[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Called when no replies are pending. */
  #onAnswered = () => {};
  /** Whether input may have been typed before we had the terminal. */
  #isEarly = true;

  constructor(options: TerminalSessionOptions) {
    this.#options = options;
    const { terminal, onResize } = options;
    this.#endings.push(terminal.onResize(() => this.#isOurs && onResize()));
    this.#endings.push(terminal.onContinue(() => this.#continued()));
    this.#begin();
    // Input that is already there arrives with the first read.
    setImmediate(() => setImmediate(() => (this.#isEarly = false)));
  }

  /** Queries the terminal's features; replies arrive as inputs, or never. */
  query(): void {
    this.#unanswered = true;
    this.#askedAt = performance.now();
    this.#options.terminal.write(QUERIES);
  }

  /** The cursor's row on the screen, from 0; undefined if the terminal does not report it in time, or never did. */
  askCursorRow(): Promise<number | undefined> {
    if (!this.#isOurs || this.#cursorRequests.length > MAX_UNANSWERED) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      // If the program was busy, the reply may have arrived but not been read yet.
      const timer = setTimeout(() => setImmediate(() => resolve(undefined)), CURSOR_MS);
      this.#cursorRequests.push((row) => {
        clearTimeout(timer);
        resolve(row);
      });
      this.#reader.expectsCursor = true;
      this.#askedAt = performance.now();
      this.#options.terminal.write(ASK_CURSOR);
    });
  }

  /** Waits for replies to recent queries, which must not go to the shell. */
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
    return this.#unanswered || this.#cursorRequests.length > 0;
  }

  /** Gives the terminal to another program, such as an editor. */
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

  /** Takes the terminal back. */
  take(): void {
    if (this.#isOurs) return;
    this.#begin();
    this.#options.onReturn();
  }

  /** Suspends like Ctrl-Z: the shell has the terminal until it continues us. */
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

  /** Also called after a stop that we did not ask for: the shell may have changed the terminal's modes. */
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
    // Until we had the terminal, it edited lines itself, and turned Enter into line feeds.
    const read = this.#isEarly ? chunk.toString().replaceAll("\n", "\r") : chunk;
    for (const input of withPasteBursts(this.#reader.read(read))) this.#emit(input);
    if (!this.#reader.isWaiting) return;
    this.#timer = setTimeout(() => {
      for (const input of this.#reader.flush()) this.#emit(input);
    }, this.#restMs);
  };

  get #restMs(): number {
    if (this.#reader.isWithinReply) return REPLY_MS;
    // A pending reply may take longer than a key.
    return this.#unanswered ? ESCAPE_MS * 2 : ESCAPE_MS;
  }

  #emit(input: TerminalInput): void {
    if (input.type === "reply" && input.reply.type === "attributes") this.#unanswered = false;
    if (input.type === "reply" && input.reply.type === "cursor") this.#resolveCursor(input.reply.row);
    else this.#options.onInput(input);
    if (!this.#isWaiting) this.#onAnswered();
  }

  #resolveCursor(row: number): void {
    this.#cursorRequests.shift()?.(row);
    this.#reader.expectsCursor = this.#cursorRequests.length > 0;
  }
}
