export interface WaitUntilOptions {
  /** Calls the listener whenever the condition may have changed. */
  readonly onChange: (listener: () => void) => Disposable;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Waits until the condition is true, the time is up or the signal is aborted; returns whether it is true. */
export async function waitUntil(
  holds: () => boolean,
  { onChange, timeoutMs, signal }: WaitUntilOptions,
): Promise<boolean> {
  if (holds() || signal.aborted) return holds();
  const { promise, resolve } = Promise.withResolvers<void>();
  using _listening = onChange(() => holds() && resolve());
  const timer = setTimeout(resolve, timeoutMs);
  const stop = () => resolve();
  signal.addEventListener("abort", stop);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  return holds();
}
