import path from "node:path";
import { readPrivateFile, replaceFile } from "@codex/private-files";
import * as z from "zod/mini";
import { tryParseJson } from "../json.js";

const RecordSchema = z.looseObject({
  source_path: z.string(),
  content_sha256: z.string(),
  imported_thread_id: z.string(),
});

const LedgerSchema = z.looseObject({ records: z.array(RecordSchema) });
export type ImportedSessions = z.infer<typeof LedgerSchema>;

/** Which sessions of other agents have become threads. The file's name and fields are the reference's, and its clients read them. */
export async function readImportedSessions(codexHome: string): Promise<ImportedSessions> {
  const text = await readPrivateFile(fileIn(codexHome)).catch(() => undefined);
  const { data } = LedgerSchema.safeParse(tryParseJson(text ?? ""));
  return data ?? { records: [], detected_connector_records: [] };
}

export async function writeImportedSessions(codexHome: string, sessions: ImportedSessions): Promise<void> {
  await replaceFile(fileIn(codexHome), `${JSON.stringify(sessions, undefined, 2)}\n`);
}

const fileIn = (codexHome: string): string => path.join(codexHome, "external_agent_session_imports.json");
