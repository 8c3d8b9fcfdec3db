import path from "node:path";
import * as z from "zod/mini";
import type { Config } from "../config/config.js";
import { type AgentRoleFile, AgentRoleFileSchema, type ConfiguredRole } from "../config/toml/agents-toml.js";
import { ConfigTomlSchema } from "../config/toml/config-toml.js";
import { unknownKeys } from "../config/unknown-keys.js";
import { errorMessage } from "../error.js";
import { readSmallFile } from "../files/read-small-file.js";
import type { AgentRole } from "./agent-role.js";
import { roleFiles } from "./role-files.js";

const MAX_BYTES = 256 * 1024;

export interface AgentRoles {
  readonly roles: readonly AgentRole[];
  /** One sentence for each file that is ignored, entirely or in part. */
  readonly warnings: readonly string[];
}

/**
 * Loads all roles: those of `[agents.NAME]`, then the files `agents/*.toml` of a trusted repository, from the working directory up to its
 * root, then the user's files. The first role with a given name wins. A file without name, description or instructions, or with unknown
 * keys, is ignored with a warning.
 */
export async function loadAgentRoles(config: Pick<Config, "agents" | "codexHome" | "project">): Promise<AgentRoles> {
  const warnings: string[] = [];
  const warn = (warning: string) => warnings.push(warning);
  const byName = new Map<string, AgentRole>();
  const add = (role: AgentRole | undefined) => {
    if (role !== undefined && !byName.has(role.name)) byName.set(role.name, role);
  };
  for (const role of config.agents.roles) add(await roleOfConfig(role, warn));
  for (const folder of roleFolders(config)) {
    for (const file of await roleFiles(folder)) add(await roleOfFile(file, warn));
  }
  return { roles: [...byName.values()], warnings };
}

function roleFolders({ codexHome, project }: Pick<Config, "codexHome" | "project">): string[] {
  const folders = [...project.trustedFolders.toReversed().map((folder) => path.join(folder, ".codex")), codexHome];
  return [...new Set(folders)].map((folder) => path.join(folder, "agents"));
}

type Warn = (warning: string) => void;

async function roleOfConfig(role: ConfiguredRole, warn: Warn): Promise<AgentRole | undefined> {
  const { name, configFile } = role;
  const settings = configFile === undefined ? {} : await readRoleFile(configFile, warn);
  if (settings === undefined) return undefined;
  const description = role.description ?? settings.description;
  if (description === undefined || description.trim() === "") {
    warn(`The role agents.${name} is ignored: it has no description`);
    return undefined;
  }
  const nicknames = role.nicknames.length > 0 ? role.nicknames : (settings.nickname_candidates ?? []);
  return { name, description, nicknames, settings };
}

async function roleOfFile(file: string, warn: Warn): Promise<AgentRole | undefined> {
  const settings = await readRoleFile(file, warn);
  if (settings === undefined) return undefined;
  const { name, description, nickname_candidates: nicknames, developer_instructions: instructions } = settings;
  const needed = { name, description, developer_instructions: instructions };
  const missing = Object.entries(needed).find(([, value]) => value === undefined || value.trim() === "");
  const fault =
    missing === undefined ? nicknamesFault(nicknames) : `it has no ${missing[0].replaceAll("_", " ")} (${missing[0]})`;
  if (fault !== undefined || name === undefined || description === undefined) {
    warn(`The role in ${file} is ignored: ${fault}`);
    return undefined;
  }
  return { name: name.trim(), description, nicknames: nicknames ?? [], settings };
}

/** Checks nicknames, which may contain letters, digits, spaces, `-` and `_`. */
function nicknamesFault(nicknames: readonly string[] | undefined): string | undefined {
  if (nicknames === undefined) return undefined;
  if (nicknames.length === 0) return "its nickname_candidates are empty";
  const odd = nicknames.find((nickname) => !/^(?=[ -]*\w)[\w -]+$/.test(nickname));
  return odd === undefined ? undefined : `${JSON.stringify(odd)} is not a nickname`;
}

async function readRoleFile(file: string, warn: Warn): Promise<AgentRoleFile | undefined> {
  const text = await readSmallFile(file, MAX_BYTES);
  if (text === undefined) {
    warn(`The role in ${file} is ignored: it cannot be read`);
    return undefined;
  }
  const { parse } = await import("smol-toml");
  try {
    const table: unknown = parse(text);
    const settings = z.parse(AgentRoleFileSchema, table, { jitless: true });
    for (const { path: key } of unknownKeys(AgentRoleFileSchema, table)) {
      const isConfigKey = Object.hasOwn(ConfigTomlSchema.shape, key[0] ?? "");
      if (!isConfigKey) throw new Error(`there is no key ${key.join(".")}`);
      warn(`${file}: ${key.join(".")} has no effect`);
    }
    return settings;
  } catch (error) {
    warn(`The role in ${file} is ignored: ${firstReason(error)}`);
    return undefined;
  }
}

function firstReason(error: unknown): string {
  if (error instanceof z.core.$ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join(".")}: ${issue?.message}`;
  }
  return errorMessage(error).split("\n")[0] ?? "";
}
