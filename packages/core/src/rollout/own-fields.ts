import { isSameJson } from "./is-same-json.js";

/**
 * What has to stand beside a record in the words of another program, so that reading the two gives `whole`: the fields that are
 * not as `read` has them, null for those that `whole` has not. Undefined when nothing has to.
 */
export function differenceFrom(read: object | undefined, whole: object): Readonly<Record<string, unknown>> | undefined {
  const before = new Map<string, unknown>(Object.entries(read ?? {}));
  const after = new Map<string, unknown>(Object.entries(whole));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changed = names.filter((name) => !isSameJson(before.get(name), after.get(name)));
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((name) => [name, after.get(name) ?? null]));
}

/** The other way round. What comes of it is to be parsed: a file may say anything. */
export function withDifference(read: object, difference: unknown): object {
  if (typeof difference !== "object" || difference === null) return read;
  const merged = Object.entries({ ...read, ...difference });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}
