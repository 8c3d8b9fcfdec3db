import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
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
  try {
    throw new Error(await faultOf(file));
  } catch (fault) {
    if (isNotFound(fault)) return undefined;
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new CodexError("config-invalid", `${file}: cannot be read: ${reason}`, { cause: fault });
  }
}

/** What is wrong with a file that could not be read. Throws what the system says, for example that there is none. */
async function faultOf(file: string): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile()) return "it is no file";
  if (stats.size > MAX_MIB * 1024 * 1024) return `it is larger than ${MAX_MIB} MiB`;
  // Without waiting for a pipe that took its place.
  await (await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))).close();
  return "it changed while it was read";
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
