import { CodexError } from "../error.js";

/** The output without its final line ending. Throws `CodexError` if Git failed or printed nothing where it should. */
export async function requiredOutput(output: Promise<string | undefined>, fallback?: string): Promise<string> {
  const text = (await output)?.trim();
  if (text === undefined || (text === "" && fallback === undefined)) throw checkpointFailed("git failed");
  return text;
}

export function checkpointFailed(reason: string): CodexError {
  return new CodexError("internal", `the state of the working tree could not be kept: ${reason}`);
}
