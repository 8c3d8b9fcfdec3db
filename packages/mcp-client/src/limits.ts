import { SdkError, SdkErrorCode } from "@modelcontextprotocol/client";

/** The time limit of a request. */
export interface Limits {
  /** In milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** The longest time that a timer takes, 24 days: more would end at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Fails like a request of the SDK that timed out or whose signal aborted. */
export async function within<T>(work: Promise<T>, { timeout, signal }: Limits): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new SdkError(SdkErrorCode.RequestTimeout, "Request timed out")), timeout);
  const stop = () => late.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
