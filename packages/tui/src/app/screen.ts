import type { Reflow } from "../terminal/reflow.js";
import { type Frame, Renderer } from "../terminal/renderer.js";
import type { Safe } from "../text/safe.js";
import type { Face } from "./face.js";

export interface ScreenOptions {
  readonly write: (bytes: string) => void;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly reflow: Reflow;
  /** What is to be seen now; its lines are printed and not given again. */
  readonly frame: () => Frame;
  /** On which row of the screen the cursor is; undefined when the terminal does not tell. */
  readonly askCursorRow: () => Promise<number | undefined>;
  /** How long the size must have stayed the same before it is drawn for, in milliseconds. */
  readonly resizePauseMs: number;
}

/** At most 30 frames a second. */
const FRAME_MS = 33;

/** Draws when something has changed: what keys did at once, all else at most 30 times a second, nothing at rest. */
export class Screen implements Face {
  readonly #options: ScreenOptions;
  readonly #renderer: Renderer;
  #timer: NodeJS.Timeout | undefined;
  /** Nothing is drawn until the terminal has told where the cursor is: another object for each time that it is asked. */
  #hold: { readonly timer?: NodeJS.Timeout } | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #isHidden = false;
  /** That is drawn for. */
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

  /** Something has changed that can wait for the next frame. */
  changed(): void {
    if (this.#timer !== undefined || this.#hold !== undefined) return;
    const wait = Math.max(0, this.#drawnAt + FRAME_MS - performance.now());
    this.#timer = setTimeout(() => this.draw(), wait);
  }

  /** A key did something: seen before the next one. */
  keyDone(): void {
    this.#immediate ??= setImmediate(() => this.draw());
  }

  draw(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    if (this.#isHidden || this.#hold !== undefined) return;
    // The size may be another one before the terminal has told so: what is drawn for the one before erases what was printed.
    const { columns, rows } = this.#options.size();
    if (columns !== this.#size.columns || rows !== this.#size.rows) return this.resized();
    this.#drawnAt = performance.now();
    this.#renderer.draw(this.#options.frame());
  }

  /** The first frame is drawn where the cursor is, at once; once that is known, at the bottom. */
  begin(): void {
    this.draw();
    this.#locate();
  }

  /** While somebody drags the window's edge, it is not drawn for each step. */
  resized(): void {
    clearTimeout(this.#hold?.timer);
    const timer = setTimeout(() => this.#fit(), this.#options.resizePauseMs);
    this.#hold = { timer };
  }

  /** Another screen, or another program, has the terminal. */
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

  startAnew(): void {
    this.#renderer.startAnew();
    this.draw();
  }

  /** Prints what is left and takes the live region away; nothing is drawn afterwards. */
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

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#release();
    clearImmediate(this.#immediate);
  }

  #locate(): void {
    this.#whenTold((row) => {
      if (row !== undefined) this.#renderer.located(row);
    });
  }

  #fit(): void {
    const { columns, rows } = this.#options.size();
    this.#whenTold((cursorRow) => {
      const now = this.#options.size();
      // What was told is of the size before.
      if (now.columns !== columns || now.rows !== rows) return this.resized();
      this.#size = now;
      this.#renderer.resize({ columns, rows, cursorRow });
    });
  }

  /** Holds frames back until the terminal has told where the cursor is. */
  #whenTold(then: (row: number | undefined) => void): void {
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
