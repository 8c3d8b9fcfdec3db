import { shortText } from "./visible-text.js";

/** How much of an error a log shows, in characters. */
const MAX_LENGTH = 300;

/** Does what nobody waits for: when it fails, that is told to `onProblem` in one line, and ends nothing else. */
export function inBackground(
  what: string,
  work: () => Promise<unknown>,
  onProblem: ((message: string) => void) | undefined,
): void {
  work().catch((error: unknown) => {
    onProblem?.(shortText(`${what}: ${error instanceof Error ? error.message : String(error)}`, MAX_LENGTH));
  });
}
