/** `LOGIN@` in an address; nothing else in the authority may contain `@`. */
const LOGIN = /\b(https?:\/\/)([^\s/?#@"'`<>\\]{1,400})@/gi;

/** The length of the shortest tokens of well-known servers. */
const SHORTEST_TOKEN = 16;
/** User names before or after which a token stands. */
const TOKEN_NAMES = /^(x-access-token|x-oauth-basic|oauth2?|gitlab-ci-token|token|__token__|private-token)$/i;

/**
 * Removes the tokens from addresses in a text (`https://TOKEN@host`, as `git remote -v` prints them): neither a model nor our files
 * should get them. Example logins such as `user:password@` stay: they are no secrets, and a changed text could not be patched.
 */
export function hideAddressLogins(text: string): string {
  if (!text.includes("@")) return text;
  return text.replaceAll(LOGIN, (whole, scheme: string, login: string) =>
    login.split(":").some(looksLikeToken) ? `${scheme}***@` : whole,
  );
}

/** The same for all strings in a value that is written as JSON. */
export function hideAddressLoginsIn<Value extends object>(value: Value): Value {
  const text = JSON.stringify(value);
  const shown = hideAddressLogins(text);
  return shown === text ? value : JSON.parse(shown);
}

function looksLikeToken(part: string): boolean {
  if (TOKEN_NAMES.test(part)) return true;
  return part.length >= SHORTEST_TOKEN && /\d/.test(part) && /[a-z]/i.test(part);
}
