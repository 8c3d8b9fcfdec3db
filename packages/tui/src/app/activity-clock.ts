import { EMPTY, type Safe } from "../text/safe.js";
import type { Look } from "../view/look.js";

const SPINNER_MS = 120;
/** Without animations, the seconds still advance. */
const STILL_MS = 10_000;

/** Ticks while something is running, so that its display moves. At rest there is no timer. */
export class ActivityClock implements Disposable {
  readonly #onTick: () => void;
  #timer: NodeJS.Timeout | undefined;
  #tick = 0;
  #startedAt = 0;

  constructor(onTick: () => void) {
    this.#onTick = onTick;
  }

  /** Seconds since the latest start; 0 while nothing is running. */
  get seconds(): number {
    return this.#timer === undefined ? 0 : (performance.now() - this.#startedAt) / 1_000;
  }

  spinner({ marks }: Look): Safe {
    return marks.spinner[this.#tick % marks.spinner.length] ?? EMPTY;
  }

  start({ isAnimated }: { readonly isAnimated: boolean }): void {
    this.#startedAt = performance.now();
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(
      () => {
        if (isAnimated) this.#tick++;
        this.#onTick();
      },
      isAnimated ? SPINNER_MS : STILL_MS,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
