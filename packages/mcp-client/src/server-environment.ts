/** The variables that a server inherits; everything else, secrets above all, must be in its configuration. */
const INHERITED: readonly string[] = [
  "HOME",
  "LOGNAME",
  "PATH",
  "SHELL",
  "USER",
  "__CF_USER_TEXT_ENCODING",
  "LANG",
  "LC_ALL",
  "TERM",
  "TMPDIR",
  "TZ",
];

const INHERITED_ON_WINDOWS: readonly string[] = [
  "PATH",
  "PATHEXT",
  "SYSTEMROOT",
  "USERNAME",
  "USERDOMAIN",
  "USERPROFILE",
  "TEMP",
  "TMP",
];

type Variables = Readonly<Record<string, string | undefined>>;

/** The environment of a server's process: the inherited variables, those named for it, and the configured ones. */
export function serverEnvironment(
  env: Variables,
  configured: { readonly env: Variables; readonly inheritedVariables?: readonly string[] | undefined },
  platform: NodeJS.Platform,
): Record<string, string> {
  const common = platform === "win32" ? INHERITED_ON_WINDOWS : INHERITED;
  const inherited = [...common, ...(configured.inheritedVariables ?? [])].map((name) => [name, env[name]] as const);
  const all = [...inherited, ...Object.entries(configured.env)];
  return Object.fromEntries(all.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
