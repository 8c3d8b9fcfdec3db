import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 20;

/**
 * Writes all into a named pipe, or one that a shell made (`-o >(command)`). Throws when nobody reads from it for too long. No thread is
 * blocked meanwhile.
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

/** Tries until somebody reads, or there is room again. */
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

/** Nobody has it open, or it is full. */
const isUnread = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENXIO" || error.code === "EAGAIN");
