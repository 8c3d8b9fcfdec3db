import { isJsonObject, tryParseJson } from "../json.js";
import type { ImportPlace } from "./import-place.js";
import { readSource } from "./place-files.js";

type Settings = Readonly<Record<string, unknown>>;

export const SETTINGS_FILE = ".claude/settings.json";
const LOCAL_SETTINGS_FILE = ".claude/settings.local.json";

/** The other agent's settings: the shared file and the local one. An invalid file counts as empty. */
export async function readOtherSettings(place: ImportPlace): Promise<readonly Settings[]> {
  const files = await Promise.all([readJson(place, SETTINGS_FILE), readJson(place, LOCAL_SETTINGS_FILE)]);
  return files.filter((settings) => settings !== undefined);
}

export async function readJson(place: ImportPlace, name: string): Promise<Settings | undefined> {
  const text = await readSource(place, name);
  if (text === undefined) return undefined;
  const value = tryParseJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** The value of a setting; the later file takes precedence. */
export function lastOf(settings: readonly Settings[], key: string): unknown {
  return settings.findLast((one) => Object.hasOwn(one, key))?.[key];
}
