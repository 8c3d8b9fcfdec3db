import { isPipe } from "./exec/piped-text.js";
import type { Io } from "./io.js";

const STDIN = 0;
/** How long whoever started us may take to write what it has for us, in milliseconds. */
const GRACE_MS = 200;
const LIMIT_MS = 2_000;

/**
 * Takes what is piped in and throws it away, before an early end: programs that write the prompt and do not listen for errors
 * of the pipe would fall over otherwise, and never tell what we say.
 */
export async function drainStdin({ stdin, signal }: Pick<Io, "stdin" | "signal">): Promise<void> {
  if (stdin.readableEnded || stdin.isTTY || signal.aborted || !isPipe(STDIN)) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, GRACE_MS);
    // Not for ever: some pipes never end.
    setTimeout(resolve, LIMIT_MS);
    stdin.on("data", () => timer.refresh());
    for (const event of ["end", "error", "close"] as const) stdin.once(event, () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
