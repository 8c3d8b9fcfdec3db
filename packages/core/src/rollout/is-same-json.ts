/** Whether two JSON values are equal, ignoring the order of fields. Node's own comparison takes a millisecond to load. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const fields = new Map<string, unknown>(Object.entries(other));
  const entries = Object.entries(one);
  return entries.length === fields.size && entries.every(([name, value]) => isSame(value, name, fields));
}

function isSame(value: unknown, name: string, fields: ReadonlyMap<string, unknown>): boolean {
  return fields.has(name) && isSameJson(value, fields.get(name));
}
