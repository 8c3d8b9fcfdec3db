import { createHash } from "node:crypto";
import path from "node:path";
import { foldersFrom, rootWithMarker } from "../git/repository.js";
import type { CliOverride } from "./cli-override.js";
import { splitKeyPath } from "./cli-override.js";
import { type ConfigFile, readConfigFile, readTomlFile } from "./config-file.js";
import { type ProjectSettings, projectSettingsIn, trustOfFolders } from "./project-trust.js";
import { isTable, mergeTables, type Table, withValue } from "./table.js";

/** Where a layer's settings come from. */
export type ConfigLayerSource =
  | { readonly type: "system"; readonly file: string }
  /** With `profile`, the file of a chosen profile. */
  | { readonly type: "user"; readonly file: string; readonly profile?: string | undefined }
  /** A `.codex` folder between the project's root and the working directory. */
  | { readonly type: "project"; readonly folder: string }
  /** `-c` values and the overrides of a request. */
  | { readonly type: "session" };

/** Settings from one source, as written. */
export interface ConfigLayer {
  readonly source: ConfigLayerSource;
  readonly table: Table;
  /** The text of its file; undefined if there is none. */
  readonly text: string | undefined;
  /** Why it is not applied, for display. */
  readonly disabledReason?: string | undefined;
  /** Keys of its file that have no effect there. */
  readonly ignoredKeys?: readonly string[] | undefined;
}

export interface ConfigLayerOptions {
  readonly codexHome: string;
  /** Absolute. Without it, no project settings are read. */
  readonly cwd?: string | undefined;
  readonly cliOverrides: readonly CliOverride[];
  /** Applies `NAME.config.toml` of `codexHome`, if it exists, over the user's file. */
  readonly profile?: string | undefined;
  /** Ignores the user's file. */
  readonly ignoresUser?: boolean | undefined;
  /** The machine's settings. Default: `/etc/codex/config.toml`. */
  readonly systemFile?: string | undefined;
}

const SYSTEM_FILE = "/etc/codex/config.toml";

/**
 * Settings that a project cannot make: where requests and credentials are sent, which of the user's programs run beside the agent, what
 * else is trusted, and who answers in the user's place.
 */
const NOT_FOR_PROJECTS: readonly string[] = [
  "approvals_reviewer",
  "chatgpt_base_url",
  "cli_auth_credentials_store",
  "exec_json_format",
  "experimental_instructions_file",
  "experimental_resume",
  "forced_chatgpt_workspace_id",
  "forced_login_method",
  "history",
  "log_dir",
  "model_catalog_json",
  "model_provider",
  "model_providers",
  "notify",
  "openai_base_url",
  "preferred_auth_method",
  "profile",
  "profiles",
  "project_root_markers",
  "projects",
  "responses_originator_header_internal_override",
  // A project must not enable a skill that the user disabled.
  "skills.config",
];

/**
 * Reads all layers, highest priority first. The files of untrusted projects are not read; their layers only show that they exist.
 * @throws CodexError `config-invalid` if a file is not TOML.
 */
export async function readConfigLayers(options: ConfigLayerOptions): Promise<ConfigLayer[]> {
  const { cwd, codexHome } = options;
  const [user, system, profile] = await Promise.all([
    userFile(options),
    readTomlFile(options.systemFile ?? SYSTEM_FILE),
    profileLayer(options),
  ]);
  const session = sessionTable(options.cliOverrides);
  const tables = [session, ...profile.map(({ table }) => table), user.table, system.table];
  const markers = tables.map(({ project_root_markers }) => project_root_markers).find((value) => value !== undefined);
  const settings = projectSettingsIn({ projects: user.table["projects"], markers });
  const projects = cwd === undefined ? [] : await projectLayers(cwd, codexHome, settings);
  return [
    ...(Object.keys(session).length === 0 ? [] : [layerOf({ type: "session" }, session)]),
    ...projects,
    ...profile,
    layerOf({ type: "user", file: user.path }, user.table, user.text),
    layerOf({ type: "system", file: system.path }, system.table, system.text),
  ];
}

/** The effective settings: tables are merged; any other value is taken from the first layer that has it. */
export function mergeLayers(layers: readonly ConfigLayer[]): Table {
  return appliedLayers(layers).reduceRight<Table>((merged, { table }) => mergeTables(merged, table), {});
}

/** The layers that are applied. */
export function appliedLayers(layers: readonly ConfigLayer[]): ConfigLayer[] {
  return layers.filter(({ disabledReason }) => disabledReason === undefined);
}

/** The file of a layer; session layers have none. */
export function fileOf(source: Exclude<ConfigLayerSource, { readonly type: "session" }>): string {
  return source.type === "project" ? path.join(source.folder, "config.toml") : source.file;
}

async function userFile({ codexHome, ignoresUser }: ConfigLayerOptions): Promise<ConfigFile> {
  if (!ignoresUser) return readConfigFile(codexHome);
  return { path: path.join(codexHome, "config.toml"), text: undefined, table: {} };
}

async function profileLayer({ codexHome, profile, ignoresUser }: ConfigLayerOptions): Promise<ConfigLayer[]> {
  if (profile === undefined || ignoresUser || profile !== path.basename(profile)) return [];
  const { path: file, text, table } = await readTomlFile(path.join(codexHome, `${profile}.config.toml`));
  return text === undefined ? [] : [layerOf({ type: "user", file, profile }, table, text)];
}

/** The `.codex` folders from `cwd` up to the project's root, nearest first. */
async function projectLayers(cwd: string, codexHome: string, settings: ProjectSettings): Promise<ConfigLayer[]> {
  const here = path.resolve(cwd);
  const [root, trustOf] = await Promise.all([rootWithMarker(here, settings.markers), trustOfFolders(cwd, settings)]);
  const folders = foldersFrom(root ?? here, here).toReversed();
  const layers = await Promise.all(
    folders
      .map((folder) => ({ own: path.join(folder, ".codex"), isTrusted: trustOf(folder) === "trusted" }))
      .filter(({ own }) => own !== path.resolve(codexHome))
      .map(({ own, isTrusted }) => layerOfProject(own, isTrusted)),
  );
  return layers.filter((layer) => layer !== undefined);
}

async function layerOfProject(folder: string, isTrusted: boolean): Promise<ConfigLayer | undefined> {
  const file = path.join(folder, "config.toml");
  const found = isTrusted ? await readTomlFile(file) : await unreadFile(file);
  if (found.text === undefined) return undefined;
  const source = { type: "project", folder } as const;
  return isTrusted
    ? projectLayer(source, found)
    : { ...layerOf(source, {}), disabledReason: "The folder is not trusted" };
}

function projectLayer(source: ConfigLayerSource, { table, text }: Pick<ConfigFile, "text" | "table">): ConfigLayer {
  const ignoredKeys = NOT_FOR_PROJECTS.filter((key) => hasKey(table, key.split(".")));
  const rest = ignoredKeys.reduce((left, key) => withoutKey(left, key.split(".")), table);
  return { ...layerOf(source, rest, text), ignoredKeys };
}

async function unreadFile(file: string): Promise<Pick<ConfigFile, "text" | "table">> {
  const { stat } = await import("node:fs/promises");
  const isThere = await stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
  return { text: isThere ? "" : undefined, table: {} };
}

/** The settings made by `-c` values alone. */
export function sessionTable(overrides: readonly CliOverride[]): Table {
  return overrides.reduce<Table>((table, [key, value]) => withValue(table, splitKeyPath(key), value), {});
}

function layerOf(source: ConfigLayerSource, table: Table, text?: string | undefined): ConfigLayer {
  return { source, table, text };
}

/** A version identifier that depends only on the settings, not on their formatting. */
export function settingsVersion(table: Table): string {
  const canonical = JSON.stringify(table, (_, value: unknown) =>
    isTable(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
  return `sha256:${createHash("sha256").update(canonical).digest("hex")}`;
}

function hasKey(table: unknown, [key = "", ...rest]: readonly string[]): boolean {
  if (!isTable(table) || !Object.hasOwn(table, key)) return false;
  return rest.length === 0 || hasKey(table[key], rest);
}

function withoutKey(table: Table, [key = "", ...rest]: readonly string[]): Table {
  const { [key]: value, ...others } = table;
  return rest.length === 0 || !isTable(value) ? others : { ...others, [key]: withoutKey(value, rest) };
}
