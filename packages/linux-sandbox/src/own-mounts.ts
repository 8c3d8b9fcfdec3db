import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LaunchProgram, LaunchStep } from "./launch-program.js";
import type { BindMount, FilteredMount, Mount } from "./mount-plan.js";
import { plainDevicesHere } from "./own-devices.js";

const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const AT_RECURSIVE = 0x8000;
const O_PATH = 0o10000000n;
const RESOLVE_NO_SYMLINKS = 4n;
const OPEN_TREE_CLONE = 1;
const MOVE_MOUNT_EMPTY_PATHS = 0x44;
const MOVE_MOUNT_EMPTY_SOURCE = 0x4;
const AT_SYMLINK_NOFOLLOW = 0x100;
const [FS_SET_STRING, FS_CREATE] = [1, 6];
const [READ_ONLY, NO_SUID, NO_DEVICES] = [1n, 2n, 4n];
const PRIVATE = 1n << 18n;

/** `mount` has flags of its own. */
const [MS_NOSUID, MS_NODEV, MS_NOEXEC] = [2, 4, 8];

export interface OwnMounts {
  readonly mounts: readonly Mount[];
  /** The command's terminal, visible as `/dev/console`. */
  readonly terminal: string | undefined;
  /** Whether the command can create shared memory, which is private to it. */
  readonly sharedMemory: boolean;
}

/** Makes everything read-only except the planned mounts, with private devices and terminals. Nothing of this is visible outside. */
export const ownMounts =
  ({ mounts, terminal, sharedMemory }: OwnMounts): LaunchStep =>
  (program) => {
    setAttributes(program, { propagation: PRIVATE });
    // Copied before the rest becomes read-only, including mounts inside them.
    const devices = devicesWith(terminal);
    const placed = [...devices, ...mounts].map((mount) => ({ mount, tree: treeOf(program, mount) }));
    for (const { mount, tree } of placed) {
      if (tree !== undefined && mount.access !== "writable") setAttributes(program, { tree, set: READ_ONLY });
    }
    setAttributes(program, { set: READ_ONLY | NO_SUID | NO_DEVICES });
    makeDeviceFolder(program, { devices, sharedMemory });
    for (const { mount, tree } of placed) {
      if (mount.access === "filtered") filterFolder(program, mount);
      else if (mount.access === "empty") cover(program, mount.path);
      else if (tree !== undefined) move(program, tree, mount.path);
    }
    for (const { tree } of placed.toReversed()) if (tree !== undefined) program.close(tree);
  };

/** Undefined for mounts that are created in place. */
function treeOf(program: LaunchProgram, mount: Copy | Mount): number | undefined {
  if (mount.access === "filtered" || mount.access === "empty") return undefined;
  if ("from" in mount) return copyTree(program, mount.from);
  return copyTree(program, mount.access === "none" ? "/dev/null" : mount.path);
}

/** In a process namespace: mounts a `/proc` that shows only its processes, with the kernel's settings read-only. */
export const ownProcesses: LaunchStep = (program) => {
  const say = "sandbox: /proc cannot be mounted here";
  program.call("mount", ["proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0], { onFailure: { say } });
  for (const path of KERNEL_SETTINGS.filter((path) => existsSync(path))) {
    const tree = copyTree(program, path);
    setAttributes(program, { tree, set: READ_ONLY });
    move(program, tree, path);
    program.close(tree);
  }
};

const KERNEL_SETTINGS = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"];

interface Copy extends BindMount {
  readonly from: string;
}

const devicesWith = (terminal: string | undefined): Copy[] => [
  ...plainDevicesHere().map((path): Copy => ({ path, from: path, access: "writable" })),
  ...(terminal === undefined ? [] : [{ path: "/dev/console", from: terminal, access: "writable" } satisfies Copy]),
];

const LINKS = {
  "/dev/fd": "/proc/self/fd",
  "/dev/stdin": "/proc/self/fd/0",
  "/dev/stdout": "/proc/self/fd/1",
  "/dev/stderr": "/proc/self/fd/2",
  "/dev/ptmx": "pts/ptmx",
};

const S_IFREG = 0o100000;
const FOLDER_MODE = 0o755;

function makeDeviceFolder(
  program: LaunchProgram,
  { devices, sharedMemory }: { devices: readonly Copy[]; sharedMemory: boolean },
): void {
  program.call("mount", ["tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755"]);
  for (const { path } of devices) program.call("mknodat", [AT_FDCWD, path, S_IFREG | 0o444, 0]);
  for (const [path, target] of Object.entries(LINKS)) program.call("symlinkat", [target, AT_FDCWD, path]);
  for (const path of ["/dev/pts", "/dev/shm"]) program.call("mkdirat", [AT_FDCWD, path, FOLDER_MODE]);
  const terminals = "newinstance,ptmxmode=0666,mode=620";
  program.call("mount", ["devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, terminals]);
  if (sharedMemory) program.call("mount", ["tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"]);
  setAttributes(program, { path: "/dev", set: READ_ONLY });
}

/** Mounts a private folder over another and copies those of its entries that still exist into it. */
function filterFolder(program: LaunchProgram, { path, entries }: FilteredMount): void {
  const below = openPath(program, path);
  const cover = ownFolder(program, "755");
  for (const entry of entries) {
    if (entry.type === "link") program.call("symlinkat", [entry.target, cover, entry.name]);
    else if (entry.type === "folder") program.call("mkdirat", [cover, entry.name, FOLDER_MODE]);
    else program.call("mknodat", [cover, entry.name, S_IFREG | 0o444, 0]);
  }
  program.call("move_mount", [cover, "", below, "", MOVE_MOUNT_EMPTY_PATHS]);
  for (const { type, name } of entries) {
    if (type === "link") continue;
    const gone = `${join(path, name)} is gone`;
    const tree = program.open("open_tree", [below, name, OPEN_TREE_CLONE | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW], {
      onFailure: { goTo: gone },
    });
    // What was a file may be a folder by now.
    program.call("move_mount", [tree, "", cover, name, MOVE_MOUNT_EMPTY_SOURCE], { onFailure: "ignore" });
    program.close(tree);
    program.label(gone);
  }
  setAttributes(program, { tree: cover, set: READ_ONLY | NO_SUID | NO_DEVICES });
  for (const descriptor of [cover, below]) program.close(descriptor);
}

/** Mounts an empty folder, which nobody may look into, over another. */
function cover(program: LaunchProgram, path: string): void {
  const below = openPath(program, path);
  const tree = ownFolder(program, "0");
  program.call("move_mount", [tree, "", below, "", MOVE_MOUNT_EMPTY_PATHS]);
  setAttributes(program, { tree, set: READ_ONLY | NO_SUID | NO_DEVICES });
  for (const descriptor of [tree, below]) program.close(descriptor);
}

/** A new file system that is not attached anywhere yet. */
function ownFolder(program: LaunchProgram, mode: string): number {
  const context = program.open("fsopen", ["tmpfs", 0]);
  program.call("fsconfig", [context, FS_SET_STRING, "mode", mode, 0]);
  program.call("fsconfig", [context, FS_CREATE, 0, 0, 0]);
  const tree = program.open("fsmount", [context, 0, 0]);
  // The tree takes over the context's descriptor number.
  program.call("dup3", [tree, context, 0]);
  program.close(tree);
  return context;
}

/**
 * A detached copy of the mounts at and below a path. Refuses a path with a link in it, which was put there after the path was
 * resolved.
 */
function copyTree(program: LaunchProgram, path: string): number {
  const place = openPath(program, path);
  const recursive = OPEN_TREE_CLONE | AT_RECURSIVE | AT_EMPTY_PATH;
  const tree = program.open("open_tree", [place, "", recursive], {
    onFailure: { say: `sandbox: ${path} is not a mount` },
  });
  // The copy takes over its place's descriptor number.
  program.call("dup3", [tree, place, 0]);
  program.close(tree);
  return place;
}

function openPath(program: LaunchProgram, path: string): number {
  const how = new Uint8Array(BigUint64Array.of(O_PATH, 0n, RESOLVE_NO_SYMLINKS).buffer);
  const onFailure = { say: `sandbox: ${path} is not what it was, so nothing is run` };
  return program.open("openat2", [AT_FDCWD, path, how, how.length], { onFailure });
}

function move(program: LaunchProgram, tree: number, path: string): void {
  const place = openPath(program, path);
  program.call("move_mount", [tree, "", place, "", MOVE_MOUNT_EMPTY_PATHS]);
  program.close(place);
  if (path !== "/") return;
  // A process already at the root does not see a mount over it.
  program.call("fchdir", [tree]);
  program.call("chroot", ["."]);
}

interface Attributes {
  /** A detached copy. Default: the mount at `path`. */
  readonly tree?: number;
  /** One mount. Default: all of them. */
  readonly path?: string;
  readonly set?: bigint;
  readonly propagation?: bigint;
}

function setAttributes(program: LaunchProgram, { tree, path, set = 0n, propagation = 0n }: Attributes): void {
  const attributes = new Uint8Array(BigUint64Array.of(set, 0n, propagation, 0n).buffer);
  const recursive = path === undefined ? AT_RECURSIVE : 0;
  const where = tree === undefined ? [AT_FDCWD, path ?? "/", recursive] : [tree, "", recursive | AT_EMPTY_PATH];
  program.call("mount_setattr", [...where, attributes, attributes.length]);
}
