/** Every way in which `@codex/apply-patch` breaks a promise. Switch on the code, never on the message. */
export type ApplyPatchErrorCode =
  /** The path leads out of the places that may be written, or a part of it was swapped meanwhile. */
  | "outside-fence"
  /** The path names something that is no regular file of text, or that is too big. */
  | "not-a-text-file"
  /** The operating system refused. */
  | "file-system"
  | "interrupted";

/** The one error type that this package throws. `message` is meant for a person. */
export class ApplyPatchError extends Error {
  override readonly name = "ApplyPatchError";
  readonly code: ApplyPatchErrorCode;

  constructor(code: ApplyPatchErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
