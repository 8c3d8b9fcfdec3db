import * as z from "zod/mini";
import { CodexError } from "../../error.js";
import type { CliOverride } from "../cli-override.js";
import { readTomlFile } from "../config-file.js";
import { invalidConfig, unknownRestriction } from "../parse-config.js";
import { unknownKeys } from "../unknown-keys.js";
import { REQUIREMENTS_FILE } from "./requirements-file.js";
import type { RequirementsToml } from "./requirements-toml.js";

/** The administrator's requirements. No configuration, flag, client or turn can weaken them. */
export interface Requirements {
  readonly file: string;
  readonly demands: RequirementsToml;
}

/** Settings that only the administrator controls if they are present. */
const PINNED = [
  "chatgpt_base_url",
  "check_for_update_on_startup",
  "cli_auth_credentials_store",
  "model_catalog_json",
  "model_provider",
] as const;

/**
 * Undefined if there is no such file.
 * @throws CodexError `config-invalid` if the file is not TOML, or contains a requirement that this version cannot enforce.
 */
// Differs from codex 0.171.0, which ignores unknown keys.
export async function readRequirements(file = REQUIREMENTS_FILE): Promise<Requirements | undefined> {
  const { text, table } = await readTomlFile(file);
  if (text === undefined) return undefined;
  const { RequirementsTomlSchema } = await import("./requirements-toml.js");
  const source = { files: [{ file, text }], overridden: [] };
  const parsed = z.safeParse(RequirementsTomlSchema, table, { jitless: true });
  if (!parsed.success) throw invalidConfig(source, table, parsed.error.issues);
  const unknown = unknownKeys(RequirementsTomlSchema, table).map((key) => unknownRestriction(source, key));
  if (unknown.length > 0) throw new CodexError("config-invalid", unknown.join("\n"));
  return { file, demands: parsed.data };
}

/** Required values of individual settings, as `-c` values that override all others. */
export function pinnedSettings(requirements: Requirements | undefined): CliOverride[] {
  return PINNED.flatMap((key) => {
    const value = requirements?.demands[key];
    return value === undefined ? [] : [[key, value] as const];
  });
}
