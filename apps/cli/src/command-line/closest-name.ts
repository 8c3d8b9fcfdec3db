/** The name that `word` is most likely a misspelling of; undefined when none is close. */
export function closestName(word: string, names: readonly string[]): string | undefined {
  let closest: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(word.slice(0, MAX_LENGTH), name);
    if (distance >= least) continue;
    closest = name;
    least = distance;
  }
  return closest;
}

/** Our names are shorter; the time to compare is quadratic. */
const MAX_LENGTH = 64;

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
