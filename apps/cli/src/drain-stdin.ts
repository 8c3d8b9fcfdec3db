import { isPipe } from "./exec/piped-text.js";
import type { Io } from "./io.js";

const STDIN = 0;
/** How long the caller may take to write to our standard input, in milliseconds. */
const GRACE_MS = 200;
const LIMIT_MS = 2_000;

/**
 * Reads and drops piped input before an early exit: programs that write the prompt without handling the pipe's errors would otherwise
 * crash, and never report our message.
 */
export async function drainStdin({ stdin, signal }: Pick<Io, "stdin" | "signal">): Promise<void> {
  if (stdin.readableEnded || stdin.isTTY || signal.aborted || !isPipe(STDIN)) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, GRACE_MS);
    // Some pipes never end.
    setTimeout(resolve, LIMIT_MS);
    stdin.on("data", () => timer.refresh());
    for (const event of ["end", "error", "close"] as const) stdin.once(event, () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
