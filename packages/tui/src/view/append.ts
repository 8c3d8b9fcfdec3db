/** `list.push(...more)` for any number of values: a call can have about 120,000 arguments, and a model's message more lines. */
export function append<T>(list: T[], more: readonly T[]): void {
  for (const value of more) list.push(value);
}
