import { CLOCK_LAG_MS } from "./entry-state.js";

/** `Date.now()` truncates the fraction of a millisecond that file times have. */
const CLOCK_PRECISION_MS = 1;
/** Beyond this number, spans are merged into one long span. */
const MAX_SPANS = 500;

/** When confined commands ran. Anything written in between was written by the user. */
export class CommandSpans {
  #spans: { readonly start: number; end: number }[] = [];
  #running = 0;

  get isRunning(): boolean {
    return this.#running > 0;
  }

  begin(): void {
    if (this.#running++ === 0) this.#spans.push({ start: Date.now(), end: Number.POSITIVE_INFINITY });
  }

  end(): void {
    const last = this.#spans.at(-1);
    if (--this.#running === 0 && last !== undefined) last.end = Date.now();
    if (this.#spans.length > MAX_SPANS) this.#spans = this.#spans.with(1, joined(this.#spans)).slice(1);
  }

  /** Whether a confined command ran at a time, in milliseconds since 1970. */
  covers(time: number): boolean {
    return this.#spans.some(({ start, end }) => time >= start - CLOCK_LAG_MS && time <= end + CLOCK_PRECISION_MS);
  }
}

function joined([first, second]: readonly { start: number; end: number }[]): { start: number; end: number } {
  return { start: first?.start ?? 0, end: second?.end ?? Number.POSITIVE_INFINITY };
}
