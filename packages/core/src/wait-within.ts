export type Waited<T> =
  | { readonly type: "came"; readonly value: T }
  /** It did not arrive in time. */
  | { readonly type: "late" }
  | { readonly type: "aborted" };

export interface WaitLimits {
  /** Default: no limit of time. */
  readonly ms?: number;
  /** Each of them ends the wait. Default: none. */
  readonly signals?: readonly AbortSignal[];
}

/** Waits for a promise, a timeout or one of several signals, and returns which came first. Rejects if the promise does. */
// Every command goes through several of these waits; promise timers and combined signals would be slower.
export function waitWithin<T>(it: Promise<T>, { ms, signals = [] }: WaitLimits): Promise<Waited<T>> {
  const { promise, resolve, reject } = Promise.withResolvers<Waited<T>>();
  const timer = ms === undefined ? undefined : setTimeout(resolve, ms, { type: "late" });
  const abort = () => resolve({ type: "aborted" });
  for (const signal of signals) signal.addEventListener("abort", abort);
  if (signals.some(({ aborted }) => aborted)) abort();
  it.then((value) => resolve({ type: "came", value }), reject);
  return promise.finally(() => {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", abort);
  });
}
