import { chmodSync, closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readdirSync } from "node:fs";
import { platform } from "node:os";
import { isOutOfDescriptors } from "@codex/linux-sandbox";
import { errorCode } from "../error.js";

/**
 * The entries of a folder; none if it does not exist. If its owner may not list or enter it, and it was locked while this program
 * ran, it is opened to its owner first: Git could still reach entries by name that a command hid from us.
 */
export function entriesOf(folder: string): Dirent[] {
  return listed(folder, () => (openToOwner(folder) ? listed(folder, () => []) : []));
}

export const namesIn = (folder: string): string[] => entriesOf(folder).map(({ name }) => name);

function listed(folder: string, whenShut: () => Dirent[]): Dirent[] {
  try {
    // Fails if the folder can be listed but not searched.
    lstatSync(`${folder}/.`);
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // Running out of descriptors says nothing about the folder.
    if (isOutOfDescriptors(error)) throw error;
    return errorCode(error) === "EACCES" ? whenShut() : [];
  }
}

const OWNER_RIGHTS = 0o700;
/** Linux's `O_PATH`, which Node does not define: opens folders that are not readable. */
const O_PATH = 0o10000000;

/** Holds the folder open meanwhile where possible, so that no link in its place is followed. */
function openToOwner(folder: string): boolean {
  let held: number | undefined;
  try {
    if (platform() === "linux") held = openSync(folder, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const stats = held === undefined ? lstatSync(folder) : fstatSync(held);
    if (!stats.isDirectory() || stats.ctimeMs < performance.timeOrigin) return false;
    chmodSync(held === undefined ? folder : `/proc/self/fd/${held}`, stats.mode | OWNER_RIGHTS);
    return true;
  } catch {
    return false; // It belongs to somebody else, or is gone.
  } finally {
    if (held !== undefined) closeSync(held);
  }
}
