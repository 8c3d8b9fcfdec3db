import path from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "../environment.js";
import { readSmallFile } from "../files/read-small-file.js";
import { readConfigFile } from "./config-file.js";
import { projectSettingsIn, trustOfFolders } from "./project-trust.js";

const MAX_BYTES = 1024 * 1024;

export interface EnvironmentSources {
  readonly codexHome: string;
  readonly cwd: string;
  readonly env: Environment;
}

export interface LoadedEnvironment {
  readonly env: Environment;
  /** What was ignored and why, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * The environment plus the variables of `.env` in `codexHome` and, if the user trusts the folder, of `.env` in `cwd`. Neither may set a
 * `CODEX_*` variable.
 */
export async function loadEnvironment({ codexHome, cwd, env }: EnvironmentSources): Promise<LoadedEnvironment> {
  const [own, project] = await Promise.all([readDotEnv(codexHome), readDotEnv(cwd)]);
  const withOwn = { ...env, ...allowed(own) };
  if (codexHome === cwd || Object.keys(project).length === 0) return { env: withOwn, warnings: [] };
  // Differs from codex-rs, which reads the `.env` of any repository, and with it the server that receives prompts and keys.
  if (!(await isTrusted(codexHome, cwd))) return { env: withOwn, warnings: ignoredWarning(cwd, Object.keys(project)) };
  return { env: { ...withOwn, ...allowed(project) }, warnings: [] };
}

async function readDotEnv(folder: string): Promise<Record<string, string | undefined>> {
  return parseEnv((await readSmallFile(path.join(folder, ".env"), MAX_BYTES)) ?? "");
}

function allowed(variables: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.toUpperCase().startsWith("CODEX_")));
}

async function isTrusted(codexHome: string, cwd: string): Promise<boolean> {
  const { projects, project_root_markers: markers } = (await readConfigFile(codexHome)).table;
  return (await trustOfFolders(cwd, projectSettingsIn({ projects, markers })))(cwd) === "trusted";
}

/** Variables that would change Codex's behaviour. Most projects have a `.env` for their own use, which needs no warning. */
const MEANT_FOR_CODEX = /^(CODEX_|OPENAI_|AZURE_OPENAI_|.*_PROXY$|SSL_CERT_|NODE_|.*_API_KEY$)/i;

function ignoredWarning(cwd: string, names: readonly string[]): string[] {
  const meant = names.filter((name) => MEANT_FOR_CODEX.test(name)).map((name) => name.replace(/[^\w]/g, ""));
  if (meant.length === 0) return [];
  return [`${path.join(cwd, ".env")} is not read because this folder is not trusted; it sets ${meant.join(", ")}`];
}
