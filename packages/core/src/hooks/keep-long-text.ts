import { randomUUID } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";

/** Tokens of a hook's text that the model is told unless the hook says otherwise; more costs it more than it says. */
const DEFAULT_LIMIT = 2500;
const CHARACTERS_PER_TOKEN = 4;

/**
 * Shortens what a hook wants the model to read; the whole is kept in a private file that the shortened text names.
 * Differs from codex-rs: the folder is new and private, since anybody could have put a link in the place of a known one.
 */
export async function keepLongText(text: string, temporaryFolder: string, limit = DEFAULT_LIMIT): Promise<string> {
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
