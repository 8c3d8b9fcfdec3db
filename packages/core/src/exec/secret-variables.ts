import { nameMatcher } from "./name-matcher.js";

/**
 * Names of variables that no command gets by default: keys, tokens and passwords under any name, connections that contain a
 * password, and the sockets of agents that sign or log in for the user. The first three are codex-rs's
 * (`core/src/config_types.rs`); the rest differs from it.
 */
const SECRET_NAMES: readonly string[] = [
  ...["*KEY*", "*SECRET*", "*TOKEN*"],
  ...["*PASSWORD*", "*PASSWD*", "*PASSPHRASE*", "*PASSCODE*", "*_PASS", "PASS", "DBPASS", "PGPASS*"],
  ...["*_PWD", "*_PW", "PW", "*BINDPW", "*_PIN", "*MNEMONIC*", "*_SEED"],
  ...["*CREDENTIAL*", "*CREDS", "*_AUTH", "AUTH", "*AUTHORIZATION*", "*_AUTH_CONFIG", "*BEARER*", "*COOKIE*"],
  ...["*_JWT", "*_JWT_*", "JWT", "*_PAT", "*_SAS", "*PRIVATE*PEM*", "BW_SESSION", "OP_SESSION_*"],
  ...["*_DSN", "DSN", "*CONNECTION_STRING*", "*CONNSTR*", "*CONN_STR*", "*WEBHOOK*"],
  ...["SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "*AGENT_SOCK*", "KRB5CCNAME"],
  ...["DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL"],
];

/** Secrets recognized in a value whatever its name: an address with a password or a token in it, or a key. */
const SECRET_VALUES: readonly RegExp[] = [
  /[a-z0-9+.-]:\/\/[^\s/?#@:]{0,200}:[^\s/?#@]{1,200}@/i,
  // An unencoded password that contains a slash or the like.
  /\b[a-z][a-z0-9+]{0,20}:\/\/[^\s/?#@:]{1,200}:(?!\d{1,5}\/)[^\s@]{1,200}@[\w.-]/i,
  /\bhttps?:\/\/[^\s/?#@]+@/i,
  /\b(password|pwd|accountkey|sharedaccesskey)=[^\s;&]/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1|"private_key"/,
  /\bauthorization:\s*\S/i,
  /\/\/(hooks\.slack\.com\/|(canary\.|ptb\.)?discord(app)?\.com\/api\/webhooks\/)/i,
  /^(sk|pk|rk)[_-][A-Za-z0-9_-]{16,}$/,
  /^(gh[opsur]_|github_pat_|gl[a-z]{2,5}-|xox[abeoprs]-|xapp-|hf_|npm_|ntn_|lin_api_|pypi-|dop_v1_|dckr_pat_|shp[a-z]{2}_|dapi|fo1_)[A-Za-z0-9_-]{16,}$/,
  /^(AIza|ya29\.|SG\.)[A-Za-z0-9_.-]{16,}$/,
  /^(AKIA|ASIA)[A-Z0-9]{16}$/,
  /^eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\./,
  /\.atlasv1\.[A-Za-z0-9]{32,}$/,
];

/** Only this much of a longer value is searched. */
const MAX_LENGTH = 16 * 1024;

function holdsSecret(value: string): boolean {
  const text = value.slice(0, MAX_LENGTH);
  return SECRET_VALUES.some((pattern) => pattern.test(text));
}

const isSecretName = nameMatcher(SECRET_NAMES);

/** Every command gets the same variables, so a value is searched again only if it has changed. */
const answers = new Map<string, { readonly value: string; readonly isSecret: boolean }>();

/** Whether a variable, by its name or value, is one that no command gets by default. */
export function looksSecret([name, value]: readonly [name: string, value: string]): boolean {
  const known = answers.get(name);
  if (known?.value === value) return known.isSecret;
  const isSecret = isSecretName(name) || holdsSecret(value);
  answers.set(name, { value, isSecret });
  return isSecret;
}
