import path from "node:path";
import { type Environment, expandHome } from "../environment.js";
import { CodexError } from "../error.js";
import { decodeText } from "../files/decode-text.js";
import { readSmallBytes } from "../files/read-small-file.js";
import { appliedLayers, type ConfigLayer, fileOf } from "./config-layers.js";
import type { ConfigToml } from "./toml/config-toml.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** The user's replacements for built-in prompts. */
export interface PromptTexts {
  /** The base instructions for the model. */
  readonly baseInstructions: string | undefined;
  /** The prompt for a summary of the conversation. */
  readonly compactPrompt: string | undefined;
}

type FileKey = "experimental_instructions_file" | "model_instructions_file" | "experimental_compact_prompt_file";
type Settings = Pick<ConfigToml, FileKey | "instructions" | "compact_prompt">;

interface Places {
  readonly cwd: string;
  readonly env: Environment;
  readonly layers: readonly ConfigLayer[];
  /** Whether `-c` set this key. */
  readonly isOverridden: (key: string) => boolean;
}

/** @throws CodexError `config-invalid` if a file cannot be read or is empty. */
export async function readPromptTexts(settings: Settings, places: Places): Promise<PromptTexts> {
  const { instructions, compact_prompt: compactPrompt } = settings;
  const read = async (key: FileKey, folder: string) => {
    const file = settings[key];
    return file === undefined ? undefined : readPromptFile(key, path.resolve(folder, expandHome(file, places.env)));
  };
  const [ownFile, olderFile, compactFile] = await Promise.all([
    read("model_instructions_file", folderOf("model_instructions_file", places)),
    read("experimental_instructions_file", places.cwd),
    read("experimental_compact_prompt_file", folderOf("experimental_compact_prompt_file", places)),
  ]);
  return {
    baseInstructions: ownFile ?? olderFile ?? textIn(instructions),
    compactPrompt: textIn(compactPrompt) ?? compactFile,
  };
}

/** Paths are relative to the folder of the file that contains them; those of the command line to the working directory. */
function folderOf(key: FileKey, { cwd, layers, isOverridden }: Places): string {
  if (isOverridden(key)) return cwd;
  const source = appliedLayers(layers).find(({ table }) => table[key] !== undefined)?.source;
  return source === undefined || source.type === "session" ? cwd : path.dirname(fileOf(source));
}

async function readPromptFile(key: FileKey, file: string): Promise<string> {
  const bytes = await readSmallBytes(file, MAX_BYTES);
  if (bytes === undefined) throw new CodexError("config-invalid", `\`${key}\`: ${file} cannot be read`);
  const text = textIn(decodeText(bytes));
  if (text === undefined) throw new CodexError("config-invalid", `\`${key}\`: ${file} is empty`);
  return text;
}

function textIn(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}
