import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { acquireFileLock, replaceFile } from "@codex/private-files";
import { CodexError } from "../../error.js";
import { parseToml, readConfigFile } from "../config-file.js";
import { settingsVersion } from "../config-layers.js";
import { parseConfig } from "../parse-config.js";
import { isTable, mergeTables, type Table, withValue } from "../table.js";
import { wholeTableEdits } from "./whole-table-edits.js";

/** One change to `config.toml`. */
export interface ConfigEdit {
  readonly path: readonly string[];
  /** `null` removes the key. */
  readonly value: unknown;
  /** Keeps the other keys of an existing table. Default: the value replaces what was there. */
  readonly merges?: boolean | undefined;
}

export interface EditedConfig {
  readonly file: string;
  /** The version of a `ConfigLayer`. */
  readonly version: string;
}

/** Keys that TOML parsing drops, so that no file can reach an object's prototype. */
const NOT_READ: ReadonlySet<string> = new Set(["__proto__", "constructor"]);

/** The lock is normally held for milliseconds. */
const LOCK_LIMIT_MS = 5_000;

/**
 * Edits `config.toml`, entirely or not at all. Everything else in the file, including comments, is unchanged.
 * @throws CodexError `config-invalid` if the file is not TOML, or would become invalid; `config-conflict` if its version is no longer
 * `expectedVersion`.
 */
export async function editConfig(
  codexHome: string,
  edits: readonly ConfigEdit[],
  expectedVersion?: string | undefined,
): Promise<EditedConfig> {
  await using lock = await acquireFileLock(path.join(codexHome, "config.lock"), { timeoutMs: LOCK_LIMIT_MS });
  if (lock === undefined) throw new CodexError("config-invalid", "config.toml is being changed by another process");
  const file = await readConfigFile(codexHome);
  const current = settingsVersion(file.table);
  if (expectedVersion !== undefined && expectedVersion !== current) {
    throw new CodexError("config-conflict", "config.toml was changed by somebody else: read it again");
  }
  const wanted = edits.reduce(applyEdit, file.table);
  const source = { type: "user", file: file.path } as const;
  parseConfig([{ source, table: wanted, text: undefined }], []);
  const text = await editedText(file.path, file.text ?? "", { from: file.table, to: wanted });
  if (text !== file.text) await writeConfig(file.path, text);
  return { file: file.path, version: settingsVersion(wanted) };
}

function applyEdit(table: Table, { path: keys, value, merges = false }: ConfigEdit): Table {
  if (keys.length === 0 || keys.includes("")) throw new CodexError("config-invalid", "the key of a change is empty");
  const dropped = keys.find((key) => NOT_READ.has(key));
  if (dropped !== undefined) throw new CodexError("config-invalid", `'${dropped}' cannot be a name in config.toml`);
  const current = keys.reduce<unknown>((inner, key) => (isTable(inner) ? inner[key] : undefined), table);
  const merged = merges && isTable(value) && isTable(current) ? mergeTables(current, value) : value;
  return withValue(table, keys, merged);
}

/** A file's text with `from` changed to `to`; everything else is unchanged, including comments. */
export async function editedText(
  file: string,
  text: string,
  { from, to }: { readonly from: Table; readonly to: Table },
): Promise<string> {
  if (settingsVersion(from) === settingsVersion(to)) return text;
  const edited = wholeTableEdits(text, from, to).find((candidate) => says(file, candidate, to));
  const { patch } = await import("@decimalturn/toml-patch");
  const candidate = edited ?? patch(text, to);
  const matching = withLineEndsOf(text, candidate);
  if (says(file, matching, to)) return matching;
  if (says(file, candidate, to)) return candidate;
  throw new CodexError("config-invalid", `${file} could not be edited: change it by hand`);
}

/** Keeps Windows line endings. */
function withLineEndsOf(text: string, edited: string): string {
  const isWindows = text.includes("\r\n") && !/(?<!\r)\n/.test(text);
  return isWindows ? edited.replace(/\r?\n/g, "\r\n") : edited;
}

function says(file: string, text: string, wanted: Table): boolean {
  try {
    return settingsVersion(parseToml(file, text)) === settingsVersion(wanted);
  } catch {
    return false;
  }
}

/** If the file is a symbolic link, as for people who keep their settings in a repository, replaces its target. */
async function writeConfig(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (stats) => stats.mode & 0o777,
    () => 0o600,
  );
  await replaceFile(target, text, mode);
}
