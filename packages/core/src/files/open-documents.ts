/** Files as an editor holds them: its unsaved text counts, not what is on the disk. */
export interface OpenDocuments {
  /**
   * The text as the editor has it; undefined where the file is not open, or the editor does not answer: then the disk counts.
   * `path` is absolute.
   */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Gives the editor the text that a file has now. Must not throw. */
  write(path: string, text: string, signal: AbortSignal): Promise<void>;
}
