import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { acquireFileLock, replaceFile } from "@codex/private-files";
import { readTomlFile } from "../config/config-file.js";
import { editedText } from "../config/edits/edit-config.js";
import { parseConfig } from "../config/parse-config.js";
import { isTable, type Table } from "../config/table.js";
import { CodexError } from "../error.js";
import type { ImportPlace } from "./import-place.js";
import { makeFolderOf } from "./place-files.js";

/** Generous: the lock is only held for milliseconds. */
const LOCK_LIMIT_MS = 5_000;

export const configFileOf = ({ codexFolder }: ImportPlace): string => path.join(codexFolder, "config.toml");

/** The content of a place's config.toml; empty if it is missing or invalid. */
export async function readTargetConfig(place: ImportPlace): Promise<Table> {
  return (await readTomlFile(configFileOf(place)).catch(() => undefined))?.table ?? {};
}

/** The part of `wanted` that is not set in `present`; undefined when everything is. */
export function missingIn(present: Table, wanted: Table): Table | undefined {
  const missing = Object.entries(wanted).flatMap(([key, value]) => {
    if (!Object.hasOwn(present, key)) return [[key, value] as const];
    const [there, inner] = [present[key], value];
    const more = isTable(there) && isTable(inner) ? missingIn(there, inner) : undefined;
    return more === undefined ? [] : [[key, more] as const];
  });
  return missing.length === 0 ? undefined : Object.fromEntries(missing);
}

/**
 * Adds settings to a place's config.toml. Existing settings and comments are kept.
 * @throws CodexError `config-invalid` when it is not TOML, or would not be a valid configuration.
 */
export async function addToConfig(place: ImportPlace, additions: Table): Promise<void> {
  const lockFile = path.join(place.codexHome, "config.lock");
  await using lock = await acquireFileLock(lockFile, { timeoutMs: LOCK_LIMIT_MS });
  if (lock === undefined) throw new CodexError("config-invalid", "config.toml is being changed by another process");
  const file = await readTomlFile(configFileOf(place));
  let { text = "", table } = file;
  // One at a time, so that each new table is written where a person would put it.
  for (const [key, value] of Object.entries(additions)) {
    const wanted = withMissing(table, { [key]: value });
    text = await editedText(file.path, text, { from: table, to: wanted });
    table = wanted;
  }
  parseConfig([{ source: { type: "user", file: file.path }, table, text: undefined }], []);
  await makeFolderOf(place, file.path);
  const mode = await stat(file.path).then(
    (stats) => stats.mode & 0o777,
    () => (place.repository === undefined ? 0o600 : 0o644),
  );
  await replaceFile(await realpath(file.path).catch(() => file.path), text, mode);
}

function withMissing(present: Table, wanted: Table): Table {
  const merged: Table = Object.assign(Object.create(null), present);
  for (const [key, value] of Object.entries(wanted)) {
    const there = present[key];
    if (there === undefined) merged[key] = value;
    else if (isTable(there) && isTable(value)) merged[key] = withMissing(there, value);
  }
  return merged;
}
