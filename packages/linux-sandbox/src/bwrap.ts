import type { Mount } from "./mount-plan.js";

export interface BwrapOptions {
  readonly mounts: readonly Mount[];
  /** The descriptor from which bwrap reads the seccomp program. */
  readonly seccompDescriptor: number;
  readonly cwd: string;
  readonly command: readonly string[];
}

/**
 * Arguments of bubblewrap: the whole file system read-only but for the mounts, own devices, own process ids (so that nothing outlives
 * the command and other processes cannot be looked into), no capabilities.
 */
export function bwrapArguments({ mounts, seccompDescriptor, cwd, command }: BwrapOptions): string[] {
  return [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...mounts.flatMap(({ path, writable }) => [writable ? "--bind" : "--ro-bind", path, path]),
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL", "--die-with-parent"],
    ...["--seccomp", String(seccompDescriptor), "--chdir", cwd],
    "--",
    ...command,
  ];
}
