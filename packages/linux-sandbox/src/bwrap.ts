import { join } from "node:path";
import type { VisibleEntry } from "./filtered-folder.js";
import type { Mount } from "./mount-plan.js";

export interface BwrapOptions {
  readonly mounts: readonly Mount[];
  /** The descriptor from which bwrap reads the seccomp program. */
  readonly seccompDescriptor: number;
  readonly cwd: string;
  readonly command: readonly string[];
  /**
   * `user-namespace`: the command keeps its user and has no power over other users' files. `root`: for Codex run as root, which
   * works with everybody's files and needs no user namespace.
   */
  readonly identity: BwrapIdentity;
}

export type BwrapIdentity = "user-namespace" | "root";

/**
 * Bubblewrap's arguments: the whole file system is read-only except for the mounts; own devices; own process ids, so that nothing
 * outlives the command or can inspect other processes; no capabilities.
 */
export function bwrapArguments({ mounts, seccompDescriptor, command, cwd, identity }: BwrapOptions): string[] {
  return [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...mounts.flatMap(mountArguments),
    ...["--unshare-pid", "--unshare-ipc", "--die-with-parent", "--cap-drop", "ALL"],
    ...(identity === "root" ? FILE_CAPABILITIES.flatMap((name) => ["--cap-add", name]) : ["--unshare-user"]),
    ...["--seccomp", String(seccompDescriptor), "--chdir", cwd],
    "--",
    ...command,
  ];
}

function mountArguments(mount: Mount): string[] {
  const { path, access } = mount;
  switch (access) {
    case "none":
      return ["--ro-bind", "/dev/null", path];
    case "writable":
      return ["--bind", path, path];
    case "read-only":
      return ["--ro-bind", path, path];
    case "empty":
      return ["--perms", "0000", "--tmpfs", path, "--remount-ro", path];
    case "filtered":
      return [
        "--tmpfs",
        path,
        ...mount.entries.flatMap((entry) => filteredArguments(path, entry)),
        "--remount-ro",
        path,
      ];
    default:
      return access satisfies never;
  }
}

function filteredArguments(folder: string, entry: VisibleEntry): string[] {
  const path = join(folder, entry.name);
  if (entry.type === "link") return ["--symlink", entry.target, path];
  // It may have been removed meanwhile.
  return ["--ro-bind-try", path, path];
}

/** Root's power over plain files and its own processes. Not CAP_DAC_READ_SEARCH: it can open files underneath the mounts. */
const FILE_CAPABILITIES = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
];
