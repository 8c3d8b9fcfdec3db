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

/** A name that is unused in the session: from the role's own names, then from the built-in ones, then with a number. */
export function freeNickname(own: readonly string[], taken: ReadonlySet<string>): string {
  const candidates = own.length > 0 ? own : NAMES;
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let number = 2; ; number += 1) {
    const numbered = candidates.map((name) => `${name} ${number}`).find((name) => !taken.has(name));
    if (numbered !== undefined) return numbered;
  }
}
