/** A table of a TOML file, as parsed. */
export type Table = { [key: string]: unknown };

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A copy of `table` with `value` at `path`; values on the way that are not tables are replaced. `null` removes the key. */
export function withValue(table: Table, path: readonly string[], value: unknown): Table {
  const [head, ...rest] = path;
  if (head === undefined) return table;
  const copy: Table = Object.assign(Object.create(null), table);
  if (rest.length > 0) {
    const inner = copy[head];
    copy[head] = withValue(isTable(inner) ? inner : {}, rest, value);
  } else if (value === null) {
    delete copy[head];
  } else {
    copy[head] = value;
  }
  return copy;
}

/** A copy of `under` with the values of `over`; tables in both are merged. */
export function mergeTables(under: Table, over: Table): Table {
  const merged: Table = Object.assign(Object.create(null), under);
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(value) && isTable(below) ? mergeTables(below, value) : value;
  }
  return merged;
}
