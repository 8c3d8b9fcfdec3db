import path from "node:path";
import { decodeText } from "../files/decode-text.js";
import { readSmallBytes } from "../files/read-small-file.js";
import { projectDocNames } from "./project-doc-names.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** The user's own `AGENTS.md`, or the file that replaces it, trimmed; undefined if there is none or it is empty. */
export async function readHomeInstructions(
  codexHome: string,
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  const files = projectDocNames([]).map((name) => path.join(codexHome, name));
  const contents = await Promise.all(files.map((file) => readSmallBytes(file, MAX_BYTES)));
  const texts = files.map((file, index) => ({ file, text: decodeText(contents[index] ?? Buffer.alloc(0)).trim() }));
  return texts.find(({ text }) => text !== "");
}
