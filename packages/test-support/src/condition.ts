/** A condition variable: tests wait with `until` for what the code that calls `notify` makes true. */
export class Condition {
  readonly #looks = new Set<() => void>();
  #failure: (() => Error) | undefined;

  /** Something has changed: everybody who waits looks again. */
  notify(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Nothing will change any more: whoever does not find what they wait for fails with this error. */
  fail(failure: () => Error): void {
    this.#failure ??= failure;
    this.notify();
  }

  /** What `find` finds, now or after a change. The signal's reason rejects it. */
  until<T>(find: () => T | false | undefined, signal?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = () => {
      try {
        const found = find();
        if (found !== undefined && found !== false) resolve(found);
        else if (this.#failure !== undefined) reject(this.#failure());
        else if (signal?.aborted) reject(signal.reason);
        else return;
      } catch (error) {
        reject(error);
      }
      this.#looks.delete(look);
      signal?.removeEventListener("abort", look);
    };
    this.#looks.add(look);
    signal?.addEventListener("abort", look);
    look();
    return promise;
  }
}

/** Looks for the first match among values that are only added to; looks at each value once. */
export function firstIn<T, R>(values: readonly T[], find: (value: T) => R | undefined, from = 0): () => R | undefined {
  let next = from;
  return () => {
    while (next < values.length) {
      const found = find(values[next++] as T);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
