import { isSameJson } from "../is-same-json.js";

/**
 * The fields to store next to a record in another program's format, so that both together give `whole`: those that differ from
 * `read`, and null for those missing from `whole`. Undefined if there are none.
 */
export function fieldDifferences(
  read: object | undefined,
  whole: object,
): Readonly<Record<string, unknown>> | undefined {
  const before = new Map<string, unknown>(Object.entries(read ?? {}));
  const after = new Map<string, unknown>(Object.entries(whole));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changed = names.filter((name) => !isSameJson(before.get(name), after.get(name)));
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((name) => [name, after.get(name) ?? null]));
}

/** The inverse. The result must be parsed, because a file may contain anything. */
export function withFieldDifferences(read: object, difference: unknown): object {
  if (typeof difference !== "object" || difference === null) return read;
  const merged = Object.entries({ ...read, ...difference });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}
