const MAX_NAMES = 20;

/** File names for display; shortens long lists. */
export function listNames(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, MAX_NAMES).join(", ");
  const more = names.length - MAX_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
