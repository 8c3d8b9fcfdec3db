/** Aborts parsing from any depth; `parsePatch` converts it to a value, so callers never see it. */
export class PatchSyntaxError extends Error {
  override readonly name = "PatchSyntaxError";
  /** Starts at 1. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}
