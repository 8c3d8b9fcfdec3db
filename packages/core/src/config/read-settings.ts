import path from "node:path";
import { CodexError } from "../error.js";
import { folderProblem } from "../files/folder-problem.js";
import { withProfile } from "./chosen-profile.js";
import { type ConfigLayer, readConfigLayers } from "./config-layers.js";
import type { ConfigSources } from "./config-sources.js";
import { type ParsedConfig, parseConfig } from "./parse-config.js";
import { pinnedSettings, type Requirements, readRequirements } from "./requirements/requirements.js";
import type { ConfigProfile } from "./toml/profile-toml.js";

/** What the files and the command line say, before defaults. */
export interface ReadSettings {
  /** Absolute path. */
  readonly cwd: string;
  readonly requirements: Requirements | undefined;
  /** All files, without the command line. */
  readonly layers: readonly ConfigLayer[];
  readonly parsed: ParsedConfig;
  readonly activeProfile: string | undefined;
  /** The settings with those of the active profile. */
  readonly settings: ConfigProfile;
}

/** @throws CodexError `config-invalid` */
export async function readSettings(sources: ConfigSources): Promise<ReadSettings> {
  const { codexHome, overrides, cliOverrides } = sources;
  const cwd = await workingFolder(sources);
  const { profile, ignoreUserConfig: ignoresUser } = overrides;
  const [requirements, read] = await Promise.all([
    readRequirements(sources.requirementsFile),
    readConfigLayers({ codexHome, cwd, cliOverrides, profile, ignoresUser }),
  ]);
  // Command-line values are applied on top, under their key names, for error messages.
  const layers = read.filter(({ source }) => source.type !== "session");
  const parsed = parseConfig(layers, [...cliOverrides, ...pinnedSettings(requirements)]);
  if (sources.isStrict === true && parsed.unknownKeys.length > 0) {
    throw new CodexError("config-invalid", parsed.unknownKeys.join("\n"));
  }
  const { toml } = parsed;
  const activeProfile = profile ?? toml.profile;
  const isFile = layers.some(({ source }) => source.type === "user" && source.profile === activeProfile);
  const settings = isFile ? toml : withProfile(parsed, activeProfile);
  return { cwd, requirements, layers, parsed, activeProfile, settings };
}

async function workingFolder({ cwd, overrides }: ConfigSources): Promise<string> {
  if (overrides.cwd === undefined) return path.resolve(cwd, overrides.savedCwd ?? "");
  const folder = path.resolve(cwd, overrides.cwd);
  const problem = await folderProblem(folder);
  if (problem !== undefined) throw new CodexError("config-invalid", problem);
  return folder;
}
