import { type Frame, type Reflow, Renderer } from "../terminal/renderer.js";
import type { Safe } from "../text/safe.js";
import type { Face } from "./face.js";

export interface ScreenOptions {
  readonly write: (bytes: string) => void;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly reflow: Reflow;
  /** What is to be seen now; its lines are printed and not given again. */
  readonly frame: () => Frame;
}

/** At most 30 frames a second. */
const FRAME_MS = 33;
/** While somebody drags the window's edge, it is not drawn for each step. */
const RESIZE_MS = 40;

/** Draws when something has changed: what keys did at once, all else at most 30 times a second, nothing at rest. */
export class Screen implements Face {
  readonly #options: ScreenOptions;
  readonly #renderer: Renderer;
  #timer: NodeJS.Timeout | undefined;
  #resizeTimer: NodeJS.Timeout | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #isHidden = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#renderer = new Renderer({ ...options, ...options.size() });
  }

  get reflow(): Reflow {
    return this.#renderer.reflow;
  }

  set reflow(reflow: Reflow) {
    this.#renderer.reflow = reflow;
  }

  /** Something has changed that can wait for the next frame. */
  changed(): void {
    if (this.#timer !== undefined || this.#resizeTimer !== undefined) return;
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
    if (this.#isHidden || this.#resizeTimer !== undefined) return;
    this.#drawnAt = performance.now();
    this.#renderer.draw(this.#options.frame());
  }

  resized(): void {
    clearTimeout(this.#resizeTimer);
    this.#resizeTimer = setTimeout(() => {
      this.#resizeTimer = undefined;
      const { columns, rows } = this.#options.size();
      this.#renderer.resize(columns, rows);
      this.draw();
    }, RESIZE_MS);
  }

  /** Another screen, or another program, has the terminal. */
  hide(): void {
    this.#renderer.clear();
    this.#isHidden = true;
  }

  show(): void {
    this.#isHidden = false;
    const { columns, rows } = this.#options.size();
    this.#renderer.resize(columns, rows);
    this.#renderer.forget();
    this.draw();
  }

  startAnew(): void {
    this.#renderer.startAnew();
    this.draw();
  }

  /** Prints what is left and takes the live region away. */
  end(lines: readonly Safe[]): void {
    const { lines: pending } = this.#options.frame();
    this.#renderer.draw({
      lines: [...pending, ...lines],
      open: undefined,
      rows: [],
      cursor: { row: 0, before: "" as Safe },
    });
    this.#renderer.clear();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#resizeTimer);
    clearImmediate(this.#immediate);
  }
}
