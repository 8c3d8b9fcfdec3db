/** Every way in which `@codex/apply-patch` breaks a promise. Switch on the code, never on the message. */
export type ApplyPatchErrorCode =
  /** The path leads out of the permitted places, or a part of it was replaced meanwhile. */
  | "outside-fence"
  /** The path is no regular text file, or too big. */
  | "not-a-text-file"
  /** The operating system reported an error. */
  | "file-system"
  | "interrupted";

/** The only error type that this package throws. `message` is for people. */
export class ApplyPatchError extends Error {
  override readonly name = "ApplyPatchError";
  readonly code: ApplyPatchErrorCode;

  constructor(code: ApplyPatchErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
