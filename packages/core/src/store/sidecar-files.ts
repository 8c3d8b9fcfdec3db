import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { readPrivateFile, replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { tryParseJson } from "../json.js";

/** The folders below `codexHome` for what is stored outside the threads' own files. */
type Folder = "goals" | "queued_input" | "read_states";

/** A thread's stored value; undefined if there is none or the file is damaged. */
export async function readSidecarFile(codexHome: string, folder: Folder, threadId: string): Promise<unknown> {
  const text = await readPrivateFile(sidecarFile(codexHome, folder, threadId));
  return text === undefined ? undefined : tryParseJson(text);
}

/**
 * Settles when the value is on disk; undefined removes the file.
 * @throws CodexError `request-invalid` if the thread was deleted, by another process perhaps, and the value would come back
 */
export async function writeSidecarFile(
  codexHome: string,
  folder: Folder,
  threadId: string,
  value: unknown,
): Promise<void> {
  const file = sidecarFile(codexHome, folder, threadId);
  if (value === undefined) return rm(file, { force: true });
  if (!existsSync(file)) await throwIfDeleted(codexHome, threadId);
  await replaceFile(file, JSON.stringify(value));
}

export function sidecarFile(codexHome: string, folder: Folder, threadId: string): string {
  return path.join(codexHome, folder, `${path.basename(threadId)}.json`);
}

async function throwIfDeleted(codexHome: string, threadId: string): Promise<void> {
  const { isThreadDeleted } = await import("./thread-names.js");
  if (await isThreadDeleted(codexHome, threadId)) throw new CodexError("request-invalid", "the session was deleted");
}
