import type { Reflow } from "../terminal/reflow.js";
import { type Frame, Renderer } from "../terminal/renderer.js";
import type { Safe } from "../text/safe.js";
import type { ChatDisplay } from "./chat-display.js";

export interface ScreenOptions {
  readonly write: (bytes: string) => void;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly reflow: Reflow;
  /** Returns what to show now; its lines are printed, so they are returned only once. */
  readonly frame: () => Frame;
  /** Asks the terminal for the cursor's row; undefined if it does not reply. */
  readonly askCursorRow: () => Promise<number | undefined>;
  /** How long the size must be unchanged before drawing, in milliseconds. */
  readonly resizePauseMs: number;
}

/** At most 30 frames a second. */
const FRAME_MS = 33;

/** Draws changes: those of keys at once, others at most 30 times a second, and nothing at rest. */
export class Screen implements ChatDisplay {
  readonly #options: ScreenOptions;
  readonly #renderer: Renderer;
  #timer: NodeJS.Timeout | undefined;
  /** Set while drawing waits for the terminal to report the cursor's position: a new object for each query. */
  #hold: { readonly timer?: NodeJS.Timeout } | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #isHidden = false;
  /** The size to draw for. */
  #size: { readonly columns: number; readonly rows: number };

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#size = options.size();
    this.#renderer = new Renderer({ ...options, ...this.#size });
  }

  get reflow(): Reflow {
    return this.#renderer.reflow;
  }

  set reflow(reflow: Reflow) {
    this.#renderer.reflow = reflow;
  }

  /** Something has changed; the next frame is soon enough. */
  changed(): void {
    if (this.#timer !== undefined || this.#hold !== undefined) return;
    const wait = Math.max(0, this.#drawnAt + FRAME_MS - performance.now());
    this.#timer = setTimeout(() => this.draw(), wait);
  }

  /** A key has been handled, and its effect must be visible before the next one. */
  keyDone(): void {
    this.#immediate ??= setImmediate(() => this.draw());
  }

  draw(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    if (this.#isHidden || this.#hold !== undefined) return;
    // The terminal may already have another size that it has not reported yet; drawing for the old one would erase printed lines.
    const { columns, rows } = this.#options.size();
    if (columns !== this.#size.columns || rows !== this.#size.rows) return this.resized();
    this.#drawnAt = performance.now();
    this.#renderer.draw(this.#options.frame());
  }

  /** Draws the first frame at once where the cursor is; moves it to the bottom once that position is known. */
  begin(): void {
    this.draw();
    this.#locate();
  }

  /** Waits for the size to settle, so that dragging the window's edge does not redraw each step. */
  resized(): void {
    clearTimeout(this.#hold?.timer);
    const timer = setTimeout(() => this.#fit(), this.#options.resizePauseMs);
    this.#hold = { timer };
  }

  /** The alternate screen or another program takes the terminal. */
  hide(): void {
    this.#release();
    this.#renderer.clear();
    this.#isHidden = true;
  }

  show(): void {
    this.#isHidden = false;
    this.#size = this.#options.size();
    this.#renderer.resize(this.#size);
    this.#renderer.forget();
    this.draw();
    this.#locate();
  }

  restart(): void {
    this.#renderer.restart();
    this.draw();
  }

  /** Prints the remaining lines and removes the live region; nothing is drawn afterwards. */
  end(lines: readonly Safe[]): void {
    const { lines: pending } = this.#options.frame();
    this.#renderer.draw({
      lines: [...pending, ...lines],
      open: undefined,
      rows: [],
      cursor: { row: 0, before: "" as Safe },
    });
    this.hide();
  }

  restOf(line: Safe): Safe {
    return this.#renderer.restOf(line);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#release();
    clearImmediate(this.#immediate);
  }

  #locate(): void {
    this.#whenLocated((row) => {
      if (row !== undefined) this.#renderer.located(row);
    });
  }

  #fit(): void {
    const { columns, rows } = this.#options.size();
    this.#whenLocated((cursorRow) => {
      const now = this.#options.size();
      // The reported position is for the previous size.
      if (now.columns !== columns || now.rows !== rows) return this.resized();
      this.#size = now;
      this.#renderer.resize({ columns, rows, cursorRow });
    });
  }

  /** Holds frames back until the terminal has reported the cursor's position. */
  #whenLocated(then: (row: number | undefined) => void): void {
    const hold = {};
    this.#hold = hold;
    void this.#options.askCursorRow().then((row) => {
      if (this.#hold !== hold) return;
      this.#hold = undefined;
      then(row);
      this.draw();
    });
  }

  #release(): void {
    clearTimeout(this.#hold?.timer);
    this.#hold = undefined;
  }
}
