import { statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname } from "node:path";

/** For the title of a test that is skipped without one. */
export const PRIVATE_FOLDER_HINT = "needs a home that is not below a folder where everybody writes, such as /tmp";

/**
 * A folder that only its owner can write to, including all folders above it: this environment's home, or else the user's own. Undefined if
 * there is none. Tests remove what they create in it.
 */
export function privateFolder(): string | undefined {
  return [homedir(), userInfo().homedir].find(isPrivate);
}

function isPrivate(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || (found.mode & 0o002) !== 0) return false;
  return dirname(folder) === folder || isPrivate(dirname(folder));
}
