/** Names of settings whose values may be credentials. */
const SECRET_NAME = /key|token|secret|passw|auth|bearer|credential|cookie|header|^env$/i;
/** The typical forms of credentials: in a URL, after an auth scheme, or as a key with a known prefix. */
const SECRET_VALUE = /:\/\/[^\s/@"']+@|\b(Bearer|Basic)\s+\S|\b(sk|pk|rk|gh[opsur]|xox[a-z]|glpat|hf|npm)[-_][\w-]{6,}/;

/** Whether a value may be a credential, which messages must not show. */
export const mayBeSecret = (path: readonly string[], value: string): boolean =>
  path.some((name) => SECRET_NAME.test(name)) || SECRET_VALUE.test(value);

/** A line of a configuration file for a message, without its value if that may be a credential. */
export function shownLine(line: string): string {
  const text = line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
  const at = line.indexOf("=");
  const isSecret = SECRET_VALUE.test(line) || (at >= 0 && namesSecret(line));
  if (!isSecret) return text;
  return at < 0 ? "…" : `${line.slice(0, Math.min(at, MAX_CHARACTERS)).trimEnd()} = …`;
}

const MAX_CHARACTERS = 200;

/** Also checks inline tables. */
const namesSecret = (line: string): boolean =>
  [...line.slice(0, 4096).matchAll(/(?<![\w-])([\w-]+)["']?\s*=/g)].some(([, name = ""]) => SECRET_NAME.test(name));
