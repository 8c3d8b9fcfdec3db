const NAMES: readonly string[] = [
  "Ada",
  "Alan",
  "Barbara",
  "Dennis",
  "Donald",
  "Edsger",
  "Frances",
  "Grace",
  "Hedy",
  "John",
  "Karen",
  "Ken",
  "Leslie",
  "Margaret",
  "Niklaus",
  "Radia",
  "Tony",
];

/** A name that nobody in the session has: the first free one of the role's own, then of ours, then with a number. */
export function freeNickname(own: readonly string[], taken: ReadonlySet<string>): string {
  const candidates = own.length > 0 ? own : NAMES;
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let number = 2; ; number += 1) {
    const numbered = candidates.map((name) => `${name} ${number}`).find((name) => !taken.has(name));
    if (numbered !== undefined) return numbered;
  }
}
