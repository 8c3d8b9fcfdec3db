import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { parse, TomlError } from "smol-toml";
import { CodexError, errorMessage } from "../error.js";
import { decodeText } from "../files/decode-text.js";
import { readPlainFile } from "../files/read-given-file.js";
import { shownLine } from "./hide-secrets.js";
import type { Table } from "./table.js";

export interface ConfigFile {
  readonly path: string;
  /** Undefined if there is no such file. */
  readonly text: string | undefined;
  readonly table: Table;
}

/**
 * Reads `config.toml`; a missing file counts as empty.
 * @throws CodexError `config-invalid` if it is not TOML, with the line of the error, or if it cannot be read.
 */
export function readConfigFile(codexHome: string): Promise<ConfigFile> {
  return readTomlFile(path.join(codexHome, "config.toml"));
}

/** Reads any TOML file in the same way. */
export async function readTomlFile(file: string): Promise<ConfigFile> {
  const text = await readText(file);
  return { path: file, text, table: text === undefined ? {} : parseToml(file, text) };
}

/** Larger files were not written by a person. */
const MAX_BYTES = 16 * 1024 * 1024;

async function readText(file: string): Promise<string | undefined> {
  try {
    return decodeText(await readPlainFile(file, MAX_BYTES));
  } catch (fault) {
    if (isNotFound(fault)) return undefined;
    const reason = errorMessage(fault);
    throw new CodexError("config-invalid", `${file}: cannot be read: ${reason}`, { cause: fault });
  }
}

/** @throws CodexError `config-invalid` with the line of the error. */
export function parseToml(file: string, text: string): Table {
  try {
    return parse(text, { unsafeKeyBehaviour: "drop" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split("\n");
    const line = shownLine(text.split("\n")[error.line - 1]?.trim() ?? "");
    throw new CodexError("config-invalid", `${file}:${error.line}: ${reason} at \`${line}\``, {
      cause: error,
      location: { file, line: error.line, column: error.column },
    });
  }
}
