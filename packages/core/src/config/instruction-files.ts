import path from "node:path";
import { CodexError } from "../error.js";
import { decodeText } from "../files/decode-text.js";
import { readSmallBytes } from "../files/read-small-file.js";
import { projectDocNames } from "./project-doc-names.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** The user's own `AGENTS.md`, or what stands in its place, trimmed; undefined when there is none or it is empty. */
export async function readHomeInstructions(
  codexHome: string,
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  const files = projectDocNames([]).map((name) => path.join(codexHome, name));
  const contents = await Promise.all(files.map((file) => readSmallBytes(file, MAX_BYTES)));
  const texts = files.map((file, index) => ({ file, text: decodeText(contents[index] ?? Buffer.alloc(0)).trim() }));
  return texts.find(({ text }) => text !== "");
}

/**
 * The text of `experimental_instructions_file`, trimmed.
 * @throws CodexError `config-invalid` when the file cannot be read or is empty.
 */
export async function readBaseInstructions(file: string | undefined, cwd: string): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const fullPath = path.resolve(cwd, file);
  const bytes = await readSmallBytes(fullPath, MAX_BYTES);
  if (bytes === undefined)
    throw new CodexError("config-invalid", `\`experimental_instructions_file\` ${fullPath} cannot be read`);
  const text = decodeText(bytes).trim();
  if (text === "") throw new CodexError("config-invalid", `\`experimental_instructions_file\` ${fullPath} is empty`);
  return text;
}
