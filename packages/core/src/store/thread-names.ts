import path from "node:path";
import { isNotFound, openPrivateAppend } from "@codex/private-files";
import * as z from "zod/mini";
import { tryParseJson } from "../json.js";
import { readLines } from "../rollout/read-lines.js";

const NameLineSchema = z.object({ id: z.string(), thread_name: z.string(), is_deleted: z.optional(z.boolean()) });

type NameLine = z.infer<typeof NameLineSchema>;

/** The users' names for threads, by id, from `session_index.jsonl`. A thread's last line counts. */
export async function readThreadNames(codexHome: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for await (const { id, thread_name: name } of nameLines(codexHome)) {
    if (name === "") names.delete(id);
    else names.set(id, name);
  }
  return names;
}

/** Whether the thread was deleted for good. */
export async function isThreadDeleted(codexHome: string, id: string): Promise<boolean> {
  let isDeleted = false;
  for await (const line of nameLines(codexHome)) if (line.id === id) isDeleted = line.is_deleted === true;
  return isDeleted;
}

/** An empty name removes the thread's name. */
export function writeThreadName(codexHome: string, id: string, name: string): Promise<void> {
  return append(codexHome, { id, thread_name: name });
}

/** Removes the thread's name, and tells processes that have the thread open not to write its file again. */
export function writeThreadDeletion(codexHome: string, id: string): Promise<void> {
  return append(codexHome, { id, thread_name: "", is_deleted: true });
}

async function append(codexHome: string, entry: NameLine): Promise<void> {
  await using file = await openPrivateAppend(nameFile(codexHome));
  const line = JSON.stringify({ ...entry, updated_at: new Date().toISOString() });
  // A single append, which is atomic with other writers.
  await file.write(`${line}\n`);
}

async function* nameLines(codexHome: string): AsyncGenerator<NameLine, void> {
  try {
    for await (const line of readLines(nameFile(codexHome))) {
      const entry = parseNameLine(line);
      if (entry !== undefined) yield entry;
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function nameFile(codexHome: string): string {
  return path.join(codexHome, "session_index.jsonl");
}

function parseNameLine(line: string): NameLine | undefined {
  return NameLineSchema.safeParse(tryParseJson(line)).data;
}
