import type { Mount } from "./mount-plan.js";

export interface BwrapOptions {
  readonly mounts: readonly Mount[];
  /** The descriptor from which bwrap reads the seccomp program. */
  readonly seccompDescriptor: number;
  readonly cwd: string;
  readonly command: readonly string[];
  /**
   * `user-namespace`: the command keeps its user and has no power over other users' files. `root`: for Codex run by root, who works
   * with everybody's files; no namespace for users is needed then.
   */
  readonly identity: BwrapIdentity;
}

export type BwrapIdentity = "user-namespace" | "root";

/**
 * Arguments of bubblewrap: the whole file system read-only but for the mounts, own devices, own process ids (so that nothing outlives
 * the command and other processes cannot be looked into), no capabilities.
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

function mountArguments({ path, access }: Mount): string[] {
  if (access === "none") return ["--ro-bind", "/dev/null", path];
  return [access === "writable" ? "--bind" : "--ro-bind", path, path];
}

/** Root's power over plain files and its own processes. Not CAP_DAC_READ_SEARCH: it opens files behind the mounts' back. */
const FILE_CAPABILITIES = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
];
