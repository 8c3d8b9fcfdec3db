/** A parsed patch. Paths are as written; relative ones refer to the directory where the patch is applied. */
export interface Patch {
  /** Only the patch, from its first to its last marker, without a heredoc around it. */
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
  /** The new path, if the file is also moved. */
  readonly movePath: string | undefined;
  /** In file order. */
  readonly chunks: readonly Chunk[];
}

/** One changed place in a file. */
export interface Chunk {
  /** The texts after `@@`: lines above the place, such as a class and its method, from the outermost in. */
  readonly headings: readonly string[];
  readonly lines: readonly ChunkLine[];
  /** The lines must be at the end of the file. */
  readonly endOfFile: boolean;
}

export interface ChunkLine {
  readonly kind: "context" | "remove" | "add";
  readonly text: string;
}
