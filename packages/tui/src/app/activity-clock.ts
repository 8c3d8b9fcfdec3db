import { EMPTY, type Safe } from "../text/safe.js";
import type { Look } from "../view/look.js";

const SPINNER_MS = 120;
/** Without animations the seconds still go on. */
const STILL_MS = 10_000;

/** Ticks while something runs, so that what is seen of it moves; at rest there is no timer. */
export class ActivityClock implements Disposable {
  readonly #onTick: () => void;
  #timer: NodeJS.Timeout | undefined;
  #tick = 0;
  #startedAt = 0;

  constructor(onTick: () => void) {
    this.#onTick = onTick;
  }

  /** Since the latest start; none while nothing runs. */
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
