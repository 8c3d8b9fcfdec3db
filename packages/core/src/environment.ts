/** Environment variables as they were handed to us; library code never reads `process.env` itself. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable; unset, empty and blank are the same: `undefined`. */
export function environmentValue(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === "" ? undefined : value;
}

/** A path as a shell reads it: a leading `~` is the user's home. */
export function expandHome(written: string, env: Environment): string {
  const home = environmentValue(env, "HOME");
  return home === undefined ? written : written.replace(/^~(?=\/|$)/, () => home);
}
