const NAMES = /^[A-Za-z0-9_|]*$/;

/**
 * Tests a matcher against the names of an event; one match is enough. An absent or empty matcher and `*` match everything; words separated
 * by `|` are exact names; anything else is a regular expression that may match anywhere. `broken`: the expression is invalid.
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
 * Compiles the expression with the syntax of codex 0.171.0, which is Rust's: flags may precede it (`(?i)bash`), and there are no
 * lookarounds or backreferences.
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

/** Rust allows escaping any punctuation, JavaScript only characters with a meaning. */
const escaped = (whole: string, sign: string): string =>
  "^$\\.*+?()[]{}|/".includes(sign) ? whole : `\\u{${sign.codePointAt(0)?.toString(16)}}`;
