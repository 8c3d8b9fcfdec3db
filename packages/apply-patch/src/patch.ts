/** A parsed patch. Paths are as written: relative ones belong to the directory that the patch is applied in. */
export interface Patch {
  /** The patch alone, from its first marker to its last, without a heredoc around it. */
  readonly text: string;
  readonly hunks: readonly FileHunk[];
}

/** What a patch does to one file. */
export type FileHunk = AddFile | DeleteFile | UpdateFile;

export interface AddFile {
  readonly type: "add";
  readonly path: string;
  readonly content: string;
}

export interface DeleteFile {
  readonly type: "delete";
  readonly path: string;
}

export interface UpdateFile {
  readonly type: "update";
  readonly path: string;
  /** The new name, where the file also moves. */
  readonly movePath: string | undefined;
  /** In the order of the file. */
  readonly chunks: readonly Chunk[];
}

/** One place of a file that changes. */
export interface Chunk {
  /** The texts after `@@`: lines somewhere above the place, such as a class and its method, from the outer to the inner. */
  readonly headings: readonly string[];
  readonly lines: readonly ChunkLine[];
  /** The lines must be the last of the file. */
  readonly endOfFile: boolean;
}

export interface ChunkLine {
  readonly kind: "context" | "remove" | "add";
  readonly text: string;
}
