import { lstatSync } from "node:fs";
import type { LaunchStep } from "./launch-program.js";

/** What Landlock allows. Paths must be real ones: a path that is a link now was replaced by somebody, and is ignored. */
export interface FileAccess {
  /** 0: the kernel has no Landlock, so it restricts nothing. */
  readonly landlockVersion: number;
  /** Includes everything below. Folders can always be listed. */
  readonly readable: readonly string[];
  /** Folders and devices. */
  readonly writable: readonly string[];
  /** Whether abstract sockets of outside processes can be reached. */
  readonly abstractSockets: boolean;
}

const RULE_PATH_BENEATH = 1;
const EXECUTE = 1n << 0n;
const WRITE_FILE = 1n << 1n;
const READ_FILE = 1n << 2n;
const READ_FOLDER = 1n << 3n;
const MOVE = 1n << 13n;
const TRUNCATE = 1n << 14n;
const IOCTL_DEVICE = 1n << 15n;
const ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE;
/** What Landlock scopes to the sandbox, from version 6 on. */
const ABSTRACT_SOCKETS = 1n;
const SIGNALS = 2n;

const AT_FDCWD = -100;
const O_PATH = 0o10000000n;
/** No symbolic link anywhere in a path. */
const RESOLVE_NO_SYMLINKS = 4n;

/** Restricts which files the process can open, under any name, including FIFOs and devices, and which processes it can signal. */
export const restrictFiles =
  ({ landlockVersion, readable, writable, abstractSockets }: FileAccess): LaunchStep =>
  (program) => {
    if (landlockVersion === 0) return;
    const all = (1n << accessCount(landlockVersion)) - 1n;
    const scope = abstractSockets ? SIGNALS : SIGNALS | ABSTRACT_SOCKETS;
    const attributes = words(all, 0n, scope);
    const size = landlockVersion >= SIGNALS_SINCE ? 24 : landlockVersion >= 4 ? 16 : 8;
    const ruleset = program.open("landlock_create_ruleset", [attributes, size, 0]);
    const allow = (path: string, access: bigint) => allowBelow(path, access, ruleset)(program);
    allow("/", READ_FOLDER);
    for (const path of readable) allow(path, EXECUTE | READ_FILE | READ_FOLDER);
    for (const path of writable) allow(path, all);
    program.call("landlock_restrict_self", [ruleset, 0]);
    program.close(ruleset);
  };

/** The Landlock version from which on signals to others can be blocked. */
export const SIGNALS_SINCE = 6;

/** Lets the process send signals only to what it starts from now on. Fails if Landlock is older than `SIGNALS_SINCE`. */
export const restrictSignals: LaunchStep = (program) => {
  const ruleset = program.open("landlock_create_ruleset", [words(MOVE, 0n, SIGNALS), 24, 0]);
  // Every ruleset denies one kind of access that it does not mention: renaming or linking across folders.
  allowBelow("/", MOVE, ruleset)(program);
  program.call("landlock_restrict_self", [ruleset, 0]);
  program.close(ruleset);
};

/** How many kinds of access a Landlock version knows. */
function accessCount(version: number): bigint {
  if (version >= 5) return 16n;
  if (version >= 3) return 15n;
  return version >= 2 ? 14n : 13n;
}

const allowBelow =
  (path: string, access: bigint, ruleset: number): LaunchStep =>
  (program) => {
    const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;
    const missing = `${path} needs no permission (${access})`;
    const descriptor = program.open("openat2", [AT_FDCWD, path, words(O_PATH, 0n, RESOLVE_NO_SYMLINKS), 24], {
      onFailure: { goTo: missing },
    });
    const rule = Buffer.alloc(12);
    rule.writeBigUInt64LE(isFolder ? access : access & ON_FILES, 0);
    rule.writeInt32LE(descriptor, 8);
    program.call("landlock_add_rule", [ruleset, RULE_PATH_BENEATH, rule, 0]);
    program.close(descriptor);
    program.label(missing);
  };

const words = (...values: readonly bigint[]): Uint8Array => new Uint8Array(BigUint64Array.from(values).buffer);
