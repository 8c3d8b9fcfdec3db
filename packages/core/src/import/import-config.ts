import path from "node:path";
import { isJsonObject } from "../json.js";
import { addToConfig, configFileOf, missingIn, readTargetConfig } from "./add-to-config.js";
import type { FoundImport } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { readOtherSettings, SETTINGS_FILE } from "./other-settings.js";

/** Settings with the same meaning here: environment variables of commands, and the sandbox if it is on. */
export async function findConfig(place: ImportPlace): Promise<FoundImport | undefined> {
  const settings = await readOtherSettings(place);
  const variables = Object.assign({}, ...settings.map(({ env }) => variablesOf(env)));
  const hasSandbox = settings.some(({ sandbox }) => isJsonObject(sandbox) && sandbox["enabled"] === true);
  const wanted = {
    ...(hasSandbox && { sandbox_mode: "workspace-write" }),
    ...(Object.keys(variables).length > 0 && { shell_environment_policy: { inherit: "core", set: variables } }),
  };
  const missing = missingIn(await readTargetConfig(place), wanted);
  if (missing === undefined) return undefined;
  const entries = [{ source: path.join(place.source, SETTINGS_FILE), target: configFileOf(place) }];
  return { kind: "config", entries, write: () => addToConfig(place, missing) };
}

function variablesOf(env: unknown): Record<string, string> {
  if (!isJsonObject(env)) return {};
  const plain = Object.entries(env).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
}
