import path from "node:path";
import type { Config } from "../config/config.js";
import { CodexError } from "../error.js";
import { readSmallFile } from "../files/read-small-file.js";
import { isJsonObject, tryParseJson } from "../json.js";
import type { HookList } from "./hook.js";
import { HOOK_EVENTS } from "./hook-event.js";
import type { HookState } from "./hook-trust.js";
import { brokenManagedHooks, managedHooks } from "./managed-hooks.js";
import { type DescribedHook, type HooksTable, readHooksTable } from "./read-hooks-table.js";

const MAX_BYTES = 1024 * 1024;

/** Lists all hooks of a thread with this configuration, whether they run or not, as they are on disk now. */
export async function listHooks({
  codexHome,
  project: { trustedFolders },
  hooks,
  requirements,
}: Pick<Config, "codexHome" | "project" | "hooks" | "requirements">): Promise<HookList> {
  const onlyManaged = !hooks.enabled || requirements?.demands.allow_managed_hooks_only === true;
  const managed = managedHooks(requirements);
  return loadHooks({ codexHome, trustedFolders, userHooks: hooks.user, flagHooks: hooks.flags, managed, onlyManaged });
}

export interface HookPlaces {
  readonly codexHome: string;
  /** The project's trusted folders, from its root down; files of other folders are not read. */
  readonly trustedFolders: readonly string[];
  /** `hooks` of the user's config.toml, as parsed; its `state` contains the user's decisions about all hooks. */
  readonly userHooks: unknown;
  /** `hooks` given on the command line. */
  readonly flagHooks?: unknown;
  /** The administrator's hooks. */
  readonly managed?: HooksTable | undefined;
  /** Whether all other hooks are ignored. */
  readonly onlyManaged?: boolean | undefined;
}

/**
 * Loads all hooks of a thread, whether they run or not: those of the administrator, of the user, of a trusted repository from its root to
 * `cwd`, and of the command line. In each place, hooks.json comes before config.toml. An invalid file is ignored with a warning.
 * @throws CodexError `config-invalid` if the administrator's hooks are invalid.
 */
export async function loadHooks(places: HookPlaces): Promise<HookList> {
  const warnings: string[] = [];
  const warn = (warning: string) => warnings.push(warning);
  const states = statesOf(places.userHooks);
  const described: DescribedHook[] = [];
  const tables = places.onlyManaged === true ? [] : await hooksTables(places, warn);
  if (places.managed !== undefined) described.push(...managedOf(places.managed));
  for (const folder of foldersWithTwo(tables)) warn(`${folder} has hooks in hooks.json and in config.toml; both count`);
  for (const table of tables) {
    try {
      described.push(...readHooksTable(table, { states, warn }));
    } catch {
      warn(
        `${table.sourcePath}: its hooks are not of the form {"EVENT": [{"matcher": "…", "hooks": [{"type": "command", …}]}]}`,
      );
    }
  }
  return { hooks: described.map((hook, displayOrder) => ({ ...hook, displayOrder })), warnings };
}

/** With two files, one is easily overlooked. */
function foldersWithTwo(tables: readonly HooksTable[]): string[] {
  const folders = tables.filter(({ hooks }) => isJsonObject(hooks) && Object.keys(hooks).length > 0).map(folderOf);
  return folders.filter((folder, index) => folders.indexOf(folder) !== index);
}

const folderOf = ({ sourcePath }: HooksTable): string => path.dirname(sourcePath);

function managedOf(table: HooksTable): DescribedHook[] {
  const refuse = (fault: string): never => {
    throw brokenManagedHooks(table.sourcePath, fault);
  };
  try {
    const hooks = readHooksTable(table, { states: {}, warn: refuse });
    return hooks.every(({ handler }) => handler.type === "command") ? hooks : refuse("only commands are run");
  } catch (error) {
    if (error instanceof CodexError) throw error;
    return refuse("they do not have the format of hooks");
  }
}

async function hooksTables(places: HookPlaces, warn: (warning: string) => void): Promise<HooksTable[]> {
  const { codexHome, userHooks, flagHooks } = places;
  const tables: HooksTable[] = [
    ...(await hooksJson(codexHome, "user", warn)),
    ...tableOf(userHooks, "user", path.join(codexHome, "config.toml")),
  ];
  for (const folder of codexFolders(places)) {
    tables.push(...(await hooksJson(folder, "project", warn)), ...(await hooksOfToml(folder, warn)));
  }
  return [...tables, ...tableOf(flagHooks, "sessionFlags", "/<session-flags>/config.toml")];
}

/** The project's `.codex` folders, except the user's own, wherever it is. */
function codexFolders({ trustedFolders, codexHome }: HookPlaces): string[] {
  return trustedFolders.map((folder) => path.join(folder, ".codex")).filter((folder) => folder !== codexHome);
}

async function hooksJson(folder: string, source: HooksTable["source"], warn: (warning: string) => void) {
  const file = path.join(folder, "hooks.json");
  const text = await readSmallFile(file, MAX_BYTES);
  if (text === undefined) return [];
  const value = tryParseJson(text);
  if (value === undefined) warn(`${file} is no JSON`);
  if (!isJsonObject(value)) return [];
  const { hooks } = value;
  if (hooks === null || (hooks === undefined && Object.keys(value).some(isHookEvent)))
    warn(`${file}: its hooks have to stand under "hooks"`);
  return tableOf(hooks, source, file);
}

async function hooksOfToml(folder: string, warn: (warning: string) => void): Promise<HooksTable[]> {
  const file = path.join(folder, "config.toml");
  const text = await readSmallFile(file, MAX_BYTES);
  if (text === undefined) return [];
  const { parse } = await import("smol-toml");
  try {
    return tableOf(parse(text)["hooks"], "project", file);
  } catch {
    warn(`${file} is no TOML`);
    return [];
  }
}

/** Only the user's own file can contain the user's decisions. */
function tableOf(hooks: unknown, source: HooksTable["source"], sourcePath: string): HooksTable[] {
  if (!isJsonObject(hooks)) return [];
  const { state: _decisions, ...events } = hooks;
  return [{ source, sourcePath, hooks: events }];
}

function statesOf(userHooks: unknown): Readonly<Record<string, HookState>> {
  const states = isJsonObject(userHooks) ? userHooks["state"] : undefined;
  if (!isJsonObject(states)) return {};
  return Object.fromEntries(
    Object.entries(states).map(([key, state]) => {
      const { trusted_hash: hash, enabled } = isJsonObject(state) ? state : {};
      return [
        key,
        {
          trusted_hash: typeof hash === "string" ? hash : undefined,
          enabled: typeof enabled === "boolean" ? enabled : undefined,
        },
      ];
    }),
  );
}

const isHookEvent = (name: string): boolean => HOOK_EVENTS.some((event) => event === name);
