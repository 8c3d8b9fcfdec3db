/** A folder that may be written, except for what is protected below it. */
export interface WritableRoot {
  /** Absolute. */
  readonly root: string;
  /**
   * Absolute paths below the root that stay as they are, as far as they exist. Where only Landlock works, and for what does not
   * exist or is a link, the caller has to look afterwards.
   */
  readonly readOnlySubpaths: readonly string[];
}

/** What a confined command may do besides reading files. */
export interface Confinement {
  readonly writableRoots: readonly WritableRoot[];
  /**
   * Absolute paths of folders that stay shut by every backend. Where only Landlock works, the folders between a writable folder
   * and one of these take no new entries.
   */
  readonly sealedFolders?: readonly string[] | undefined;
  /** False: no sockets but pairs within the command, no connection to anything. */
  readonly network: boolean;
  /**
   * Absolute paths of local sockets that may be reached with `network`. One that lies below a writable folder, or leads through it,
   * stays shut: something else could be put in its place. Default: none.
   */
  readonly unixSockets?: readonly string[] | undefined;
  /**
   * Real paths of files that cannot be read, whoever asks for them by whatever name, nor when they are made or replaced meanwhile; to be
   * sure of that, what comes into their folders later is not seen at all. A file below a writable folder, but for sealed ones, is only
   * hidden as it is now; where only Landlock works, nothing is run then.
   */
  readonly hiddenFiles?: readonly string[] | undefined;
  /**
   * Real paths of files and folders that can be neither read nor written, as far as they are there when the command starts. One below a
   * writable folder needs mounts: where only Landlock works, nothing is run then.
   */
  readonly deniedPaths?: readonly string[] | undefined;
  /** Set when nothing may be run where read-only subpaths cannot be held by mounts. Default: false. */
  readonly needsMounts?: boolean | undefined;
}
