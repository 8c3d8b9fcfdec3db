/** A folder that may be written, except for its protected paths. */
export interface WritableRoot {
  /** Absolute. */
  readonly root: string;
  /**
   * Absolute paths below the root that must not change, if they exist. Where only Landlock works, and for paths that do not exist
   * or are links, the caller must check afterwards.
   */
  readonly readOnlySubpaths: readonly string[];
  /** Those of them that are made where mounts can protect them, as empty folders, so that no command can make them. Default: none. */
  readonly reservedFolders?: readonly string[] | undefined;
}

/** What a confined command may do besides reading files. */
export interface Confinement {
  readonly writableRoots: readonly WritableRoot[];
  /**
   * Absolute paths of folders that every backend keeps read-only. Where only Landlock works, no new entries can be made in the
   * folders between a writable folder and one of these.
   */
  readonly sealedFolders?: readonly string[] | undefined;
  /** False: only socket pairs within the command; no connections. */
  readonly network: boolean;
  /**
   * Absolute paths of local sockets that may be reached if `network` is set. A socket in or behind a writable folder stays
   * unreachable, because something else could be put in its place. Default: none.
   */
  readonly unixSockets?: readonly string[] | undefined;
  /**
   * Real paths of files that the command cannot read under any name, even if they are created or replaced while it runs. To
   * guarantee that, entries added to their folders later are not visible at all. For a file below a writable folder (unless that
   * part is sealed), only its present content is hidden; where only Landlock works, the command is not run then.
   */
  readonly hiddenFiles?: readonly string[] | undefined;
  /**
   * Real paths of files and folders that can be neither read nor written, if they exist when the command starts. One below a
   * writable folder needs mounts: where only Landlock works, the command is not run then.
   */
  readonly deniedPaths?: readonly string[] | undefined;
  /** If set, nothing is run unless mounts can protect the read-only subpaths. Default: false. */
  readonly needsMounts?: boolean | undefined;
}
