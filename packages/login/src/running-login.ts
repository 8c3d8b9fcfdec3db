import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readPrivateFile, writePrivateFile } from "@codex/private-files";
import * as z from "zod/mini";

/** Lets a later login of the same user end the one that has the port. The secret prevents anyone else from doing so. */
const RunningLoginSchema = z.object({ port: z.int(), cancelSecret: z.string() });
export type RunningLoginNote = z.infer<typeof RunningLoginSchema>;

/** Records a waiting login until disposed. Without this record, a later login has to wait or use another port. */
export async function announceLogin(codexHome: string, note: RunningLoginNote): Promise<AsyncDisposable> {
  const path = notePath(codexHome);
  await writePrivateFile(path, JSON.stringify(note)).catch(() => {});
  return {
    async [Symbol.asyncDispose]() {
      const current = await readNote(codexHome);
      if (current?.cancelSecret === note.cancelSecret) await rm(path, { force: true });
    },
  };
}

/**
 * Asks the login that has `port` to end.
 * @returns whether it did; false if it is not one of ours.
 */
export async function cancelRunningLogin(codexHome: string, port: number): Promise<boolean> {
  const note = await readNote(codexHome);
  if (note?.port !== port) return false;
  const url = `http://127.0.0.1:${port}/cancel?${new URLSearchParams({ secret: note.cancelSecret })}`;
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(CANCEL_LIMIT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

const CANCEL_LIMIT_MS = 2_000;

function notePath(codexHome: string): string {
  return join(codexHome, "login-server.json");
}

async function readNote(codexHome: string): Promise<RunningLoginNote | undefined> {
  try {
    const text = await readPrivateFile(notePath(codexHome));
    return text === undefined ? undefined : RunningLoginSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
