import { stat } from "node:fs/promises";
import path from "node:path";
import { isNotFound } from "@codex/private-files";
import { parse, TomlError } from "smol-toml";
import { CodexError } from "../error.js";
import { decodeText } from "../files/decode-text.js";
import { readSmallBytes } from "../files/read-small-file.js";
import type { Table } from "./cli-override.js";

export interface ConfigFile {
  readonly path: string;
  /** Undefined when there is no such file. */
  readonly text: string | undefined;
  readonly table: Table;
}

/**
 * Reads `config.toml`; a missing file is an empty one.
 * @throws CodexError `config-invalid` with the line of the fault when it is not TOML or cannot be read.
 */
export function readConfigFile(codexHome: string): Promise<ConfigFile> {
  return readTomlFile(path.join(codexHome, "config.toml"));
}

/** The same for a file by its path. */
export async function readTomlFile(file: string): Promise<ConfigFile> {
  const text = await readText(file);
  return { path: file, text, table: text === undefined ? {} : parseToml(file, text) };
}

/** Longer ones were written by nobody. */
const MAX_MIB = 16;

/** A repository may have put a pipe, a device or a file of terabytes in its place: those are not waited for. */
async function readText(file: string): Promise<string | undefined> {
  const bytes = await readSmallBytes(file, MAX_MIB * 1024 * 1024);
  if (bytes !== undefined) return decodeText(bytes);
  const fault = await stat(file).then(
    (stats) => new Error(stats.isFile() ? `it is not readable, or larger than ${MAX_MIB} MiB` : "it is no file"),
    (error: unknown) => error,
  );
  if (isNotFound(fault)) return undefined;
  throw new CodexError("config-invalid", `${file}: cannot be read`, { cause: fault });
}

/** @throws CodexError `config-invalid` with the line of the fault. */
export function parseToml(file: string, text: string): Table {
  try {
    return parse(text, { unsafeKeyBehaviour: "drop" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split("\n");
    const line = text.split("\n")[error.line - 1]?.trim() ?? "";
    throw new CodexError("config-invalid", `${file}:${error.line}: ${reason} at \`${line}\``, {
      cause: error,
      location: { file, line: error.line, column: error.column },
    });
  }
}
