/** What is disposed of as one; Node 22 has no `DisposableStack`. */
export function combineDisposables(parts: readonly Disposable[]): Disposable {
  return {
    [Symbol.dispose]() {
      for (const part of parts) part[Symbol.dispose]();
    },
  };
}
