export type Waited<T> =
  | { readonly type: "came"; readonly value: T }
  /** It did not come in time. */
  | { readonly type: "late" }
  | { readonly type: "aborted" };

export interface WaitLimits {
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
}

/** Waits for something for a time, or until a signal; gives what came first. Rejects as it does. */
// Every command is waited for several times: timers and signals of promises would take longer.
export function waitWithin<T>(it: Promise<T>, { ms, signal }: WaitLimits): Promise<Waited<T>> {
  const { promise, resolve, reject } = Promise.withResolvers<Waited<T>>();
  const timer = setTimeout(resolve, ms, { type: "late" });
  const abort = () => resolve({ type: "aborted" });
  signal?.addEventListener("abort", abort);
  if (signal?.aborted === true) abort();
  it.then((value) => resolve({ type: "came", value }), reject);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  });
}
