import { statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname } from "node:path";

/** For the message of a test that skips without one. */
export const PRIVATE_FOLDER_HINT = "needs a home that is not below a folder where everybody writes, such as /tmp";

/**
 * A folder in which only its owner writes, and so in all above it: the home of this environment, or else the user's own.
 * Undefined where there is none. What a test makes there it removes.
 */
export function privateFolder(): string | undefined {
  return [homedir(), userInfo().homedir].find(isPrivate);
}

function isPrivate(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || (found.mode & 0o002) !== 0) return false;
  return dirname(folder) === folder || isPrivate(dirname(folder));
}
