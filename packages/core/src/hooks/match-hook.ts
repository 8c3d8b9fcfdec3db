const NAMES = /^[A-Za-z0-9_|]*$/;

/**
 * Holds a matcher against the names of what happened; one that fits is enough. Nothing, an empty one and `*` fit everything; words
 * with `|` between them are names; anything else is a regular expression that may fit anywhere. `broken`: it is none.
 */
export function hookMatches(matcher: string | undefined, names: readonly string[]): boolean | "broken" {
  if (matcher === undefined || matcher === "" || matcher === "*") return true;
  if (NAMES.test(matcher)) {
    const wanted = matcher.split("|");
    return names.some((name) => wanted.includes(name));
  }
  try {
    const pattern = new RegExp(matcher, "u");
    return names.some((name) => pattern.test(name));
  } catch {
    return "broken";
  }
}
