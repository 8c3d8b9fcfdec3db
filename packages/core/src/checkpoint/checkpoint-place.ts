import type { GitCall } from "../git/run-git.js";

/** `cwd`: a folder in the working tree. */
export type GitPlace = Pick<GitCall, "cwd" | "env" | "signal">;

export interface CheckpointPlace extends GitPlace {
  /** Codex's own folder, which contains the copies of the index that a checkpoint is made with. */
  readonly codexHome: string;
  /** Files to leave out, by their path in the working tree, in addition to those that cannot be stored. Default: none. */
  readonly isLeft?: ((name: string) => boolean) | undefined;
  /** Real paths of files and folders to leave out, because commands can read the repository's objects. Default: none. */
  readonly deniedPaths?: readonly string[] | undefined;
  /** Whether it may contain any number of files of any total size, because more than an undo depends on them. Default: false. */
  readonly isUnlimited?: boolean | undefined;
}
