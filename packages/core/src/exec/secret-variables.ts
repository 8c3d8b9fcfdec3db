/**
 * Names of variables that no command gets by default: keys, tokens and passwords, however they are called, connections that carry a
 * password, and the sockets of agents that sign or log in for the user. The first three are codex-rs's
 * (`core/src/config_types.rs`); the rest differs from it.
 */
export const SECRET_NAMES: readonly string[] = [
  ...["*KEY*", "*SECRET*", "*TOKEN*"],
  ...["*PASSWORD*", "*PASSWD*", "*PASSPHRASE*", "*PASSCODE*", "*_PASS", "*_PWD", "PGPASS*", "*_PW"],
  ...[
    "*CREDENTIAL*",
    "*_CREDS",
    "*_AUTH",
    "*AUTHORIZATION*",
    "*_AUTH_CONFIG",
    "*BEARER*",
    "*COOKIE*",
    "*_JWT",
    "*_PAT",
  ],
  ...["*_DSN", "DSN", "*CONNECTION_STRING*", "*CONNSTR*", "*CONN_STR*", "*WEBHOOK*", "*_SAS", "*PRIVATE*PEM*"],
  ...["SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "*AGENT_SOCK*", "KRB5CCNAME"],
];

/** What a value of any name can hold: an address with a password or a token in it, or a key itself. */
const SECRET_VALUES: readonly RegExp[] = [
  /[a-z0-9+.-]:\/\/[^\s/?#@:]{0,200}:[^\s/?#@]{1,200}@/i,
  /\bhttps?:\/\/[^\s/?#@]+@/i,
  /\b(password|pwd|accountkey|sharedaccesskey)=[^\s;&]/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^(sk-|gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|hf_|npm_|pypi-|dop_v1_|AIza)[A-Za-z0-9_-]{16,}$/,
];

/** Longer ones are looked at as far as this. */
const MAX_LENGTH = 16 * 1024;

export function hasPassword(value: string): boolean {
  const text = value.slice(0, MAX_LENGTH);
  return SECRET_VALUES.some((pattern) => pattern.test(text));
}
