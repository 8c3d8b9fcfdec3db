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
  const pattern = patternOf(matcher);
  return pattern === undefined ? "broken" : names.some((name) => pattern.test(name));
}

/**
 * The expression as codex 0.171.0 reads it, which has it from Rust: flags may stand before it (`(?i)bash`), and there is neither looking
 * around nor back.
 */
function patternOf(matcher: string): RegExp | undefined {
  const withoutEscapes = matcher.replace(/\\[^1-9k]/gsu, "");
  if (/\(\?<?[=!]|\\/u.test(withoutEscapes)) return undefined;
  const [, flags, rest = matcher] = /^\(\?([ims]+)\)(.*)$/su.exec(matcher) ?? [];
  const source = rest.replace(/\\([^A-Za-z0-9])/gsu, escaped).replaceAll("(?P<", "(?<");
  try {
    return new RegExp(flags === undefined ? source : `(?${flags}:${source})`, "u");
  } catch {
    return undefined;
  }
}

/** There any sign may be escaped, here only those that mean something. */
const escaped = (whole: string, sign: string): string =>
  "^$\\.*+?()[]{}|/".includes(sign) ? whole : `\\u{${sign.codePointAt(0)?.toString(16)}}`;
