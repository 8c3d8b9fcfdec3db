const MAX_NAMES = 20;

/** Names of files for a person: not all of very many. */
export function listNames(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, MAX_NAMES).join(", ");
  const more = names.length - MAX_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
