import path from "node:path";
import { isNotFound, openPrivateAppend } from "@codex/private-files";
import * as z from "zod/mini";
import { tryParseJson } from "../json.js";
import { readLines } from "../rollout/read-lines.js";

const NameLineSchema = z.object({ id: z.string(), thread_name: z.string() });

/** The users' names for threads, by id, from `session_index.jsonl`. A thread's last line counts. */
export async function readThreadNames(codexHome: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  try {
    for await (const line of readLines(nameFile(codexHome))) {
      const entry = parseNameLine(line);
      if (entry?.thread_name === "") names.delete(entry.id);
      else if (entry !== undefined) names.set(entry.id, entry.thread_name);
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return names;
}

/** An empty name removes the thread's name. */
export async function writeThreadName(codexHome: string, id: string, name: string): Promise<void> {
  await using file = await openPrivateAppend(nameFile(codexHome));
  const line = JSON.stringify({ id, thread_name: name, updated_at: new Date().toISOString() });
  // A single append, which is atomic with other writers.
  await file.write(`${line}\n`);
}

function nameFile(codexHome: string): string {
  return path.join(codexHome, "session_index.jsonl");
}

function parseNameLine(line: string): z.infer<typeof NameLineSchema> | undefined {
  return NameLineSchema.safeParse(tryParseJson(line)).data;
}
