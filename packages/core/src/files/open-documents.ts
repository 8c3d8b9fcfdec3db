/** Files as an editor has them open: its unsaved text counts, not the disk's. */
export interface OpenDocuments {
  /**
   * The editor's text; undefined if the file is not open or the editor does not answer: then the disk counts. `path` is absolute.
   */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Sends the editor a file's new text. Must not throw. */
  write(path: string, text: string, signal: AbortSignal): Promise<void>;
}
