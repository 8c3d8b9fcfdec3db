/** `LOGIN@` of an address; of the authority nothing else may have an `@`. */
const LOGIN = /\b(https?:\/\/)([^\s/?#@"'`<>\\]{1,400})@/gi;

/** As long as the shortest tokens of well-known servers. */
const SHORTEST_TOKEN = 16;
/** Names in front of which, or after which, a token stands. */
const TOKEN_NAMES = /^(x-access-token|x-oauth-basic|oauth2?|gitlab-ci-token|token|__token__|private-token)$/i;

/**
 * A text without the tokens that addresses in it carry (`https://TOKEN@host`, as `git remote -v` prints them): neither a model nor a
 * file of ours is to have them. What people write in examples, as `user:password@`, stays: it is no secret, and a text that reads
 * differently than it is cannot be patched.
 */
export function hideAddressLogins(text: string): string {
  if (!text.includes("@")) return text;
  return text.replaceAll(LOGIN, (whole, scheme: string, login: string) =>
    login.split(":").some(looksLikeToken) ? `${scheme}***@` : whole,
  );
}

/** The same for all texts in a value that is written as JSON. */
export function hideAddressLoginsIn<Value extends object>(value: Value): Value {
  const text = JSON.stringify(value);
  const shown = hideAddressLogins(text);
  return shown === text ? value : JSON.parse(shown);
}

function looksLikeToken(part: string): boolean {
  if (TOKEN_NAMES.test(part)) return true;
  return part.length >= SHORTEST_TOKEN && /\d/.test(part) && /[a-z]/i.test(part);
}
