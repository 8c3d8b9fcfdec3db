export interface WaitUntilOptions {
  /** Calls back whenever the answer may have become another one. */
  readonly onChange: (listener: () => void) => Disposable;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Waits until it holds, until the time is over or until the signal; gives whether it holds. */
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
