/** The file system operations needed to plan and apply a patch. Paths are absolute and contain no `.` or `..`. */
export interface PatchFileSystem {
  /**
   * The file's bytes, or undefined if it does not exist.
   *
   * @throws ApplyPatchError if the path is not a regular file or cannot be read.
   */
  read(path: string, signal: AbortSignal): Promise<StoredFile | undefined>;
  /**
   * Makes all changes or none: after a failure every file is unchanged.
   *
   * @throws ApplyPatchError with the `path` that caused it.
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
      /** Permission bits; undefined keeps those of an existing file and uses the default for a new one. */
      readonly mode: number | undefined;
    }
  | {
      readonly type: "remove";
      readonly path: string;
      /** Whether a missing file is acceptable. */
      readonly mayBeMissing: boolean;
    };
