export interface Lazy<T> {
  (): Promise<T>;
  /** Whether it was asked for. */
  readonly started: boolean;
}

/** Makes a value when it is first asked for, once; after a failure the next call tries again. */
export function lazy<T>(make: () => Promise<T>): Lazy<T> {
  let value: Promise<T> | undefined;
  const get = () => {
    value ??= make().catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
  return Object.defineProperty(get, "started", { get: () => value !== undefined }) as Lazy<T>;
}
