/** Ends parsing from any depth; `parsePatch` turns it into a value, so callers never see it. */
export class PatchSyntaxError extends Error {
  override readonly name = "PatchSyntaxError";
  /** Counts from 1. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}
