import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 20;

/**
 * Writes everything to a named pipe, or to one of a shell (`-o >(command)`). Throws if nobody reads from it for too long. Does not block a
 * thread.
 */
export async function writePipe(
  file: string,
  bytes: Uint8Array,
  { signal, patienceMs = PATIENCE_MS }: Partial<Patience> & Pick<Patience, "signal">,
): Promise<void> {
  await using pipe = await untilRead(() => open(file, constants.O_WRONLY | constants.O_NONBLOCK), {
    signal,
    patienceMs,
  });
  for (let rest = bytes; rest.length > 0; ) {
    const { bytesWritten } = await untilRead(() => pipe.write(rest), { signal, patienceMs });
    rest = rest.subarray(bytesWritten);
  }
}

interface Patience {
  readonly signal: AbortSignal;
  readonly patienceMs: number;
}

/** Retries until there is a reader with room. */
async function untilRead<T>(attempt: () => Promise<T>, { signal, patienceMs }: Patience): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isUnread(error)) throw error;
      if (performance.now() > until) throw new Error("nobody reads from the pipe", { cause: error });
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  }
}

/** The pipe has no reader, or is full. */
const isUnread = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENXIO" || error.code === "EAGAIN");
