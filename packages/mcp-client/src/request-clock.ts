import { type RequestOptions, SdkError, SdkErrorCode } from "@modelcontextprotocol/client";
import { type Limits, LONGEST_TIMER_MS } from "./limits.js";

interface RunningLimit {
  leftMs: number;
  startedAt: number;
  timer: NodeJS.Timeout | undefined;
  readonly end: () => void;
}

/** The time limits of requests to one server. They stand still while the user answers a question that the server has asked. */
export class RequestClock {
  readonly #limits = new Set<RunningLimit>();
  #pauses = 0;

  /** Sends a request with this limit; at its end, the request fails like one of the SDK that timed out. */
  async limit<T>({ timeout, signal }: Limits, request: (options: RequestOptions) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const end = () => late.abort(new SdkError(SdkErrorCode.RequestTimeout, "Request timed out"));
    const limit: RunningLimit = { leftMs: timeout, startedAt: 0, timer: undefined, end };
    this.#limits.add(limit);
    if (this.#pauses === 0) start(limit);
    try {
      // The SDK must not end a request before we do.
      return await request({ timeout: LONGEST_TIMER_MS, signal: AbortSignal.any([signal, late.signal]) });
    } finally {
      this.#limits.delete(limit);
      stop(limit);
    }
  }

  /** Stops all limits until it is disposed. */
  pause(): Disposable {
    if (this.#pauses++ === 0) for (const limit of this.#limits) stop(limit);
    return {
      [Symbol.dispose]: () => {
        if (--this.#pauses === 0) for (const limit of this.#limits) start(limit);
      },
    };
  }
}

function start(limit: RunningLimit): void {
  limit.startedAt = performance.now();
  limit.timer = setTimeout(limit.end, Math.min(limit.leftMs, LONGEST_TIMER_MS));
}

function stop(limit: RunningLimit): void {
  if (limit.timer === undefined) return;
  clearTimeout(limit.timer);
  limit.timer = undefined;
  limit.leftMs = Math.max(0, limit.leftMs - (performance.now() - limit.startedAt));
}
