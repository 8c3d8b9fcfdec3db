/** No sensible data is nested deeper; what is would exhaust the stack of functions that call themselves. */
const MAX_LEVELS = 100;

/** Whether a value of others is nested too deep to be walked through or indented. */
export function isDeeplyNested(value: unknown, levels = MAX_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeplyNested(inner, levels - 1));
}
