export type Waited<T> =
  | { readonly type: "came"; readonly value: T }
  /** It did not come in time. */
  | { readonly type: "late" }
  | { readonly type: "aborted" };

export interface WaitLimits {
  readonly ms: number;
  /** Each of them ends the wait. Default: none does. */
  readonly signals?: readonly AbortSignal[];
}

/** Waits for something for a time, or until one of some signals; gives what came first. Rejects as it does. */
// Every command is waited for several times: timers of promises, and signals that stand for several, would take longer.
export function waitWithin<T>(it: Promise<T>, { ms, signals = [] }: WaitLimits): Promise<Waited<T>> {
  const { promise, resolve, reject } = Promise.withResolvers<Waited<T>>();
  const timer = setTimeout(resolve, ms, { type: "late" });
  const abort = () => resolve({ type: "aborted" });
  for (const signal of signals) signal.addEventListener("abort", abort);
  if (signals.some(({ aborted }) => aborted)) abort();
  it.then((value) => resolve({ type: "came", value }), reject);
  return promise.finally(() => {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", abort);
  });
}
