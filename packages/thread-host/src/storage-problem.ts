const FULL = "the disk is full: free some space, then try again";
const READ_ONLY =
  "the place where Codex keeps its files cannot be written: make it writable, or set CODEX_HOME to another one";
const DENIED = "Codex may not use a file of its own: look at who owns it, and at its permissions";
const BROKEN = "the disk does not do what it should: look at what the system says of it";
const TOO_MANY = "too many files are open: end what is not needed, or raise the limit of open files";

const BY_CODE: ReadonlyMap<unknown, string> = new Map([
  ["ENOSPC", FULL],
  ["EDQUOT", FULL],
  ["EROFS", READ_ONLY],
  ["EACCES", DENIED],
  ["EPERM", DENIED],
  ["EIO", BROKEN],
  ["EMFILE", TOO_MANY],
  ["ENFILE", TOO_MANY],
]);

/** SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL and SQLITE_CANTOPEN. */
const BY_SQLITE_CODE: ReadonlyMap<number, string> = new Map([
  [8, READ_ONLY],
  [10, BROKEN],
  [13, FULL],
  [14, DENIED],
]);

/** What the user can do about an error of the file system or of a database file; undefined for other errors. */
export function storageProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const hint = isUnmadeFolder(error) ? READ_ONLY : (BY_CODE.get(codeOf(error)) ?? sqliteHint(error));
  return hint === undefined ? undefined : `${hint} (${error.message})`;
}

/** Node's error for creating a folder with its parents on a read-only file system. */
function isUnmadeFolder(error: Error): boolean {
  return codeOf(error) === "ENOENT" && "syscall" in error && error.syscall === "mkdir";
}

function codeOf(error: Error): unknown {
  return "code" in error ? error.code : undefined;
}

function sqliteHint(error: Error): string | undefined {
  // The lowest byte is the kind of error, the others are details.
  return "errcode" in error && typeof error.errcode === "number" ? BY_SQLITE_CODE.get(error.errcode & 0xff) : undefined;
}
