import { rm } from "node:fs/promises";
import path from "node:path";
import { readPrivateFile, replaceFile } from "@codex/private-files";
import { tryParseJson } from "../json.js";

/** The folders below `codexHome` for what is stored outside the threads' own files. */
type Folder = "goals" | "queued_input" | "read_states";

/** A thread's stored value; undefined if there is none or the file is damaged. */
export async function readSidecarFile(codexHome: string, folder: Folder, threadId: string): Promise<unknown> {
  const text = await readPrivateFile(sidecarFile(codexHome, folder, threadId));
  return text === undefined ? undefined : tryParseJson(text);
}

/** Settles when the value is on disk; undefined removes the file. */
export async function writeSidecarFile(
  codexHome: string,
  folder: Folder,
  threadId: string,
  value: unknown,
): Promise<void> {
  const file = sidecarFile(codexHome, folder, threadId);
  if (value === undefined) await rm(file, { force: true });
  else await replaceFile(file, JSON.stringify(value));
}

export function sidecarFile(codexHome: string, folder: Folder, threadId: string): string {
  return path.join(codexHome, folder, `${path.basename(threadId)}.json`);
}
