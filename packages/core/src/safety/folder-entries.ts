import { chmodSync, closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readdirSync } from "node:fs";
import { platform } from "node:os";
import { isOutOfDescriptors } from "@codex/linux-sandbox";

/**
 * What lies in a folder; nothing where there is none. One that its owner may not list or enter is opened to its owner, if it was shut
 * while this program ran: what a command puts there would be hidden from us, but not from Git, which asks for it by name.
 */
export function entriesOf(folder: string): Dirent[] {
  return listed(folder, () => (openToOwner(folder) ? listed(folder, () => []) : []));
}

export const namesIn = (folder: string): string[] => entriesOf(folder).map(({ name }) => name);

function listed(folder: string, whenShut: () => Dirent[]): Dirent[] {
  try {
    // Fails where the folder may be listed, but nothing in it looked at.
    lstatSync(`${folder}/.`);
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // That says nothing of the folder.
    if (isOutOfDescriptors(error)) throw error;
    return error instanceof Error && "code" in error && error.code === "EACCES" ? whenShut() : [];
  }
}

const OWNER_RIGHTS = 0o700;
/** Linux's `O_PATH`, which Node does not name: the folder need not be readable. */
const O_PATH = 0o10000000;

/** Where it can be held meanwhile, no link is followed in its place. */
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
