/**
 * Whether one of the patterns, with `*` and `?`, matches a whole variable name in any capitalization. Uses no regular expression,
 * so that no pattern can be slow.
 */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const wanted = patterns.map((pattern) => [...pattern.toLowerCase()]);
  const answers = new Map<string, boolean>();
  return (name) => {
    let matches = answers.get(name);
    if (matches === undefined) {
      const letters = [...name.toLowerCase()];
      matches = wanted.some((pattern) => matchesWildcards(pattern, letters));
      answers.set(name, matches);
    }
    return matches;
  };
}

function matchesWildcards(pattern: readonly string[], name: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (next < pattern.length && pattern[next] === "*") {
      star = next++;
      starAt = at;
    } else if (next < pattern.length && (pattern[next] === "?" || pattern[next] === name[at])) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (pattern[next] === "*") next++;
  return next === pattern.length;
}
