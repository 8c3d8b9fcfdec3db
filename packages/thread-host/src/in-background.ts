import { errorMessage } from "@codex/core";
import { shortText } from "./visible-text.js";

/** How much of an error a log shows, in characters. */
const MAX_LENGTH = 300;

/** Runs work that nobody waits for. If it fails, `onProblem` gets one line, and nothing else is affected. */
export function inBackground(
  what: string,
  work: () => Promise<unknown>,
  onProblem: ((message: string) => void) | undefined,
): void {
  work().catch((error: unknown) => {
    onProblem?.(shortText(`${what}: ${errorMessage(error)}`, MAX_LENGTH));
  });
}
