/** What planning and applying a patch need of a file system. Paths are absolute and free of `.` and `..`. */
export interface PatchFileSystem {
  /**
   * The file's bytes, or undefined when nothing is there.
   *
   * @throws ApplyPatchError when the path is no regular file or cannot be read.
   */
  read(path: string, signal: AbortSignal): Promise<StoredFile | undefined>;
  /**
   * Makes all changes, or none: after a failure every file is as it was.
   *
   * @throws ApplyPatchError naming the `path` at fault.
   */
  commit(changes: readonly FileWrite[], signal: AbortSignal): Promise<void>;
}

export interface StoredFile {
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

export type FileWrite =
  | {
      readonly type: "write";
      readonly path: string;
      readonly bytes: Uint8Array;
      /** Permission bits; undefined keeps those of the file that is there, or takes the usual ones for a new file. */
      readonly mode: number | undefined;
    }
  | {
      readonly type: "remove";
      readonly path: string;
      /** False: that nothing is there is a failure. */
      readonly mayBeMissing: boolean;
    };
