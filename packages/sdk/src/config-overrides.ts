import type { CliOverride } from "@codex/core";
import type { CodexOptions, ConfigObject, ConfigValue, ThreadOptions } from "./options.js";

/** The values of `config`, each with its dotted key. Throws TypeError for values that TOML cannot express. */
export function configEntries(config: ConfigObject, prefix = ""): CliOverride[] {
  return Object.entries(config).flatMap(([key, value]): CliOverride[] => {
    if (key === "") throw new TypeError(`config: a key below "${prefix}" is empty`);
    const dotted = prefix === "" ? key : `${prefix}.${key}`;
    if (value === undefined) return [];
    const isBranch = isTable(value) && Object.keys(value).length > 0;
    return isBranch ? configEntries(value, dotted) : [[dotted, checked(value, dotted)]];
  });
}

function checked(value: ConfigValue, key: string): ConfigValue {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new TypeError(`config: ${key} must be a finite number`);
  if (value === null) throw new TypeError(`config: ${key} cannot be null`);
  return value;
}

/** The options other than `config` and `configOverrides`, as config.toml values. */
export function managedEntries({ baseUrl }: CodexOptions, thread: ThreadOptions): CliOverride[] {
  const { modelReasoningEffort, networkAccessEnabled, webSearchMode, webSearchEnabled, approvalPolicy } = thread;
  const search = webSearchMode ?? (webSearchEnabled === undefined ? undefined : webSearchEnabled ? "live" : "disabled");
  const entries: readonly (readonly [string, ConfigValue | undefined])[] = [
    ["openai_base_url", baseUrl],
    ["model_reasoning_effort", modelReasoningEffort],
    ["sandbox_workspace_write.network_access", networkAccessEnabled],
    ["web_search", search],
    ["approval_policy", approvalPolicy],
    ["limits.max_turns", thread.maxTurns],
    ["limits.max_tokens", thread.maxTokens],
    ["limits.max_time_sec", thread.maxTimeSeconds],
  ];
  return entries.filter(([, value]) => value !== undefined);
}

/** The argument of `--config`. */
export function configArgument([key, value]: CliOverride): string {
  return `${key}=${tomlText(value)}`;
}

function tomlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlText).join(", ")}]`;
  if (!isTable(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)} = ${tomlText(inner)}`).join(", ")}}`;
}

function isTable(value: unknown): value is ConfigObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
