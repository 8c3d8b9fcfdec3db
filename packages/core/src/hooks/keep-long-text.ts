import { randomUUID } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";

/** The default limit for a hook's text, in tokens; more would cost more than it is worth. */
export const DEFAULT_CONTEXT_LIMIT = 2500;
const CHARACTERS_PER_TOKEN = 4;

/**
 * Shortens a hook's text for the model. The complete text is saved in a private file, whose path is in the shortened text. Differs from
 * codex-rs: the folder is new and private, since anyone could replace a well-known folder with a link.
 */
export async function keepLongText(
  text: string,
  temporaryFolder: string,
  limit = DEFAULT_CONTEXT_LIMIT,
): Promise<string> {
  const maxLength = limit * CHARACTERS_PER_TOKEN;
  if (text.length <= maxLength) return text;
  const start = text.slice(0, maxLength);
  try {
    const folder = await mkdtemp(path.join(temporaryFolder, "codex-hook-output-"));
    const file = path.join(folder, `${randomUUID()}.txt`);
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
    return `${start}\n[shortened: all ${text.length} characters are in ${file} ]`;
  } catch {
    return `${start}\n[shortened: there were ${text.length} characters]`;
  }
}
