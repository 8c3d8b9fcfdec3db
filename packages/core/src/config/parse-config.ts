import * as z from "zod/mini";
import { CodexError } from "../error.js";
import type { CliOverride } from "./cli-override.js";
import { splitKeyPath } from "./cli-override.js";
import { appliedLayers, type ConfigLayer, fileOf, mergeLayers } from "./config-layers.js";
import { type ConfigSource, keyName, locationOf } from "./config-source.js";
import { withFiltersOfLayers } from "./environment-filters.js";
import { foreignWarning, isForeign } from "./foreign-settings.js";
import { mayBeSecret } from "./hide-secrets.js";
import { nearestName } from "./nearest-name.js";
import { mayRestrict, mayRestrictProfile } from "./requirements/restricting-key.js";
import { isTable, mergeTables, type Table, withValue } from "./table.js";
import { type ConfigToml, ConfigTomlSchema } from "./toml/config-toml.js";
import { type UnknownKey, unknownKeys } from "./unknown-keys.js";

export interface ParsedConfig {
  readonly toml: ConfigToml;
  readonly source: ConfigSource;
  /** Whether `-c` set this top-level key. */
  readonly isOverridden: (key: string) => boolean;
  /** One sentence for each setting in `[profiles.NAME]` that may be a restriction and would have no effect there. */
  readonly refusedInProfile: (name: string) => readonly string[];
  /** One sentence for each unknown key. */
  readonly unknownKeys: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Validates merged settings, with `-c` values applied on top.
 * @throws CodexError `config-invalid` with file, line, key and, if one is similar, the name that was probably meant.
 */
export function parseConfig(layers: readonly ConfigLayer[], overrides: readonly CliOverride[]): ParsedConfig {
  let table = withFiltersOfLayers(mergeLayers(layers), layers);
  const overridden: string[][] = [];
  for (const [key, value] of overrides) {
    const path = splitKeyPath(key);
    table = withValue(table, path, mergedAt(table, path, value));
    overridden.push(path);
  }
  const files = appliedLayers(layers).flatMap(({ source, text }) =>
    source.type === "session" ? [] : [{ file: fileOf(source), text }],
  );
  const source: ConfigSource = { files, overridden };
  const { toml, passedOver } = readSettings(source, table);
  const keys = unknownKeys(ConfigTomlSchema, table);
  const refused = keys.filter(mayRestrict).map((key) => unknownRestriction(source, key));
  if (refused.length > 0) throw new CodexError("config-invalid", refused.join("\n"));
  const warningOf = (key: UnknownKey) => unknownKeyWarning(source, key);
  const foreign = keys.filter(isForeign);
  const own = keys.filter((key) => !isForeign(key));
  return {
    toml,
    source,
    isOverridden: (key) => overridden.some((path) => path[0] === key),
    refusedInProfile: (name) =>
      keys.filter((key) => mayRestrictProfile(key, name)).map(({ path }) => refusedProfileKey(source, path)),
    unknownKeys: keys.map(warningOf),
    warnings: [...own.map(warningOf), ...foreignWarning(foreign), ...passedOver, ...layers.flatMap(projectWarnings)],
  };
}

interface Settings {
  readonly toml: ConfigToml;
  /** One sentence for each setting that is ignored because its value belongs to another version. */
  readonly passedOver: readonly string[];
}

function readSettings(source: ConfigSource, table: Table): Settings {
  // The schema is usually used once per process, so compiling it would take longer than it saves.
  const parsed = z.safeParse(schemaOf(table), table, { jitless: true });
  if (parsed.success) return { toml: parsed.data, passedOver: [] };
  const { issues } = parsed.error;
  if (!issues.every(isAboutLooks)) throw invalidConfig(source, table, issues);
  const passedOver = issues.map((issue) => `${faultLine(source, table, issue)}; it has no effect`);
  const others = issues.reduce((rest, { path }) => withValue(rest, settingAt(table, path.map(String)), null), table);
  return { toml: readSettings(source, others).toml, passedOver };
}

/** Invalid display settings must not keep anyone from working: other versions of Codex share the file and use other values. */
function isAboutLooks({ path }: z.core.$ZodIssue): boolean {
  return path[0] === "tui" && path.length > 1;
}

/** The part of a path that names a setting, not an entry of its list. */
function settingAt(table: Table, path: readonly string[]): readonly string[] {
  return path.filter((_, index) => isTable(valueAt(table, path.slice(0, index))));
}

/**
 * The schema of the keys that are present. All keys are optional, and building the schema of all of them takes longer than everything else
 * here.
 */
function schemaOf(table: Table) {
  const there: { [Key in keyof ConfigToml]?: true } = {};
  for (const key of Object.keys(table)) if (isKnown(key)) there[key] = true;
  return z.pick(ConfigTomlSchema, there);
}

function isKnown(key: string): key is keyof ConfigToml {
  return Object.hasOwn(ConfigTomlSchema.shape, key);
}

function projectWarnings({ source, ignoredKeys = [] }: ConfigLayer): string[] {
  if (source.type !== "project") return [];
  return ignoredKeys.map((key) => `${fileOf(source)}: ${keyName([key])} has no effect: a project cannot decide it`);
}

/** One line for each error: its location, the actual and the expected value. */
export function invalidConfig(source: ConfigSource, table: Table, issues: readonly z.core.$ZodIssue[]): CodexError {
  const faults = issues.flatMap((issue) => asItsKind(issue, valueAt(table, issue.path.map(String))));
  return new CodexError("config-invalid", faults.map((issue) => faultLine(source, table, issue)).join("\n"));
}

/** For a setting with several valid types, the errors for the type that the value has. */
function asItsKind(issue: z.core.$ZodIssue, value: unknown): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isOfKind = ({ path, code }: z.core.$ZodIssue) =>
    path.length > 0 || (code === "invalid_value" && typeof value === "string");
  const kind = issue.errors.find((faults) => faults.every(isOfKind));
  return kind?.map((fault) => ({ ...fault, path: [...issue.path, ...fault.path] })) ?? [issue];
}

function faultLine(source: ConfigSource, table: Table, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  return `${locationOf(source, path)}: ${keyName(path)} ${complaint(issue, valueAt(table, path), path)}`;
}

function complaint(issue: z.core.$ZodIssue, value: unknown, path: readonly string[]): string {
  switch (issue.code) {
    case "invalid_type":
      // What is never valid says why.
      if (issue.expected === "never") return issue.message;
      return value === undefined
        ? "is missing"
        : `must be ${expectedNames[issue.expected] ?? `a ${issue.expected}`}, not ${shown(value, path)}`;
    case "invalid_value": {
      const names = issue.values.map(String);
      return `must be one of ${names.join(", ")}, not ${shown(value, [])}${suggestion(value, names)}`;
    }
    case "too_small":
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}, not ${shown(value, path)}`;
    case "too_big":
      return `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}, not ${shown(value, path)}`;
    case "invalid_union":
      return `cannot be ${shown(value, path)}`;
    default:
      return issue.message;
  }
}

const expectedNames: Readonly<Record<string, string>> = {
  string: "a text in quotes",
  boolean: "true or false",
  int: "a whole number",
  array: "a list",
  object: "a table",
  record: "a table",
};

function shown(value: unknown, path: readonly string[]): string {
  if (typeof value === "string" && mayBeSecret(path, value)) return "a text";
  if (isTable(value)) return "a table";
  if (Array.isArray(value)) return "a list";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function suggestion(value: unknown, names: readonly string[]): string {
  const nearest = typeof value === "string" ? nearestName(value, names) : undefined;
  return nearest === undefined ? "" : `; did you mean ${JSON.stringify(nearest)}?`;
}

/** A table is merged with existing settings, as between files. */
function mergedAt(table: Table, path: readonly string[], value: unknown): unknown {
  const there = valueAt(table, path);
  return isTable(there) && isTable(value) ? mergeTables(there, value) : value;
}

function valueAt(table: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isTable(value) ? value[key] : undefined;
  }, table);
}

// Differs from codex-rs: unknown keys cause a warning instead of being ignored silently. They are not errors, since newer versions of Codex
// share the file.
function unknownKeyWarning(source: ConfigSource, { path, known }: UnknownKey): string {
  const key = path.at(-1) ?? "";
  const start = `${locationOf(source, path)}: ${keyName(path)}`;
  if (path[0] === "profiles" && path.length === 3 && key in ConfigTomlSchema.shape) {
    return `${start} has no effect: ${keyName([key])} cannot be set in a profile`;
  }
  return `${start} is not a setting and has no effect${hintAt(path, known)}`;
}

/** Why an unknown key that may be a restriction cannot be ignored. */
export function unknownRestriction(source: ConfigSource, { path, known }: UnknownKey): string {
  const start = `${locationOf(source, path)}: ${keyName(path)}`;
  return `${start} may forbid something, and this version of Codex does not know it: take it out, or use a version that does${hintAt(path, known)}`;
}

function refusedProfileKey(source: ConfigSource, path: readonly string[]): string {
  const [, name = ""] = path;
  return `${locationOf(source, path)}: ${keyName(path)} cannot be set in a profile: write it into ${name}.config.toml beside this file`;
}

function hintAt(path: readonly string[], known: readonly string[]): string {
  const nearest = nearestName(path.at(-1) ?? "", known);
  return nearest === undefined ? "" : `; did you mean ${keyName([...path.slice(0, -1), nearest])}?`;
}
