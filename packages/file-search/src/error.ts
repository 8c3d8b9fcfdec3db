/** Every way in which `@codex/file-search` breaks a promise. Switch on the code, never on the message. */
export type FileSearchErrorCode = "directory-not-found" | "listing-failed" | "interrupted";

/** The only error type that this package throws. `message` is for people. */
export class FileSearchError extends Error {
  override readonly name = "FileSearchError";
  readonly code: FileSearchErrorCode;

  constructor(code: FileSearchErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
