import path from "node:path";
import { ReasoningSummarySchema, SandboxModeSchema, VerbositySchema } from "@codex/protocol";
import * as z from "zod/mini";
import { type Effort, EffortSchema } from "../../model/effort.js";
import { setting } from "../../setting.js";
import { appliedLayers, type ConfigLayer, fileOf } from "../config-layers.js";
import { isTable } from "../table.js";
import { McpServerTomlSchema } from "./mcp-server-toml.js";

const count = () => z.int().check(z.nonnegative());
const positive = () => z.int().check(z.positive());

/** `[agents.NAME]`: a subagent role, defined here or in a file in a folder `agents`. */
const AgentRoleTomlSchema = z.object({
  description: setting(z.string(), "When to use the role; shown to the model. Required."),
  config_file: setting(z.string(), "A file with more settings of the role; relative to the file that names it."),
  nickname_candidates: setting(z.array(z.string()), "Names for subagents of this role."),
});

/** The keys of a role's own file: its instructions, model, tools and limits. */
export const AgentRoleFileSchema = z.object({
  name: setting(z.string(), "The role's name. Needed in a file of a folder `agents`."),
  description: AgentRoleTomlSchema.shape.description,
  nickname_candidates: AgentRoleTomlSchema.shape.nickname_candidates,
  developer_instructions: setting(
    z.string(),
    "Instructions that the subagent gets before its task. Required in files in a folder `agents`.",
  ),
  model: setting(z.string(), "The model to ask."),
  model_reasoning_effort: setting(EffortSchema, "Its reasoning effort."),
  model_reasoning_summary: setting(ReasoningSummarySchema, "How much of its reasoning it summarizes."),
  model_verbosity: setting(VerbositySchema, "How detailed its answers are."),
  sandbox_mode: setting(SandboxModeSchema, "The sandbox of its commands; never wider than the session's."),
  mcp_servers: setting(
    z.record(z.string(), McpServerTomlSchema),
    "Additional MCP servers; one with the same name replaces the session's.",
  ),
  features: setting(z.record(z.string(), z.boolean()), "Switches, such as `shell_tool`."),
});
export type AgentRoleFile = z.infer<typeof AgentRoleFileSchema>;

/** `[agents]`: limits for subagents, and roles by name. */
export const AgentsTomlSchema = z.catchall(
  z.object({
    enabled: setting(z.boolean(), "Lets the model start subagents. Default: only for models of a catalogue."),
    max_threads: setting(positive(), "The most subagents that a session may have open at the same time. Default: `6`."),
    max_concurrent_threads_per_session: setting(positive(), "Another name for `max_threads`."),
    max_depth: setting(
      count(),
      "How deeply subagents may start their own subagents; with `1`, they may not. Default: `1`.",
    ),
    max_tokens: setting(
      count(),
      "The most tokens that all subagents of a session may use together. Default: no limit.",
    ),
    job_max_runtime_seconds: setting(
      z.number().check(z.positive()),
      "The longest time that a subagent may work on one task. Default: no limit.",
    ),
    default_subagent_model: setting(z.string(), "The model of subagents. Default: the session's."),
    default_subagent_reasoning_effort: setting(
      EffortSchema,
      "The reasoning effort of subagents. Default: the session's.",
    ),
    interrupt_message: setting(z.boolean(), "Has no effect: the message about an interrupt is always the same."),
  }),
  AgentRoleTomlSchema.check(z.describe("A role for subagents, by name.")),
);
export type AgentsToml = z.infer<typeof AgentsTomlSchema>;

/** A role in `config.toml`. */
export interface ConfiguredRole {
  readonly name: string;
  readonly description: string | undefined;
  /** Absolute. */
  readonly configFile: string | undefined;
  readonly nicknames: readonly string[];
}

export interface AgentsConfig {
  /** Undefined: depends on the model. */
  readonly enabled: boolean | undefined;
  readonly maxThreads: number;
  readonly maxDepth: number;
  readonly maxTokens: number | undefined;
  readonly maxRuntimeMs: number | undefined;
  readonly defaultModel: string | undefined;
  readonly defaultEffort: Effort | undefined;
  readonly roles: readonly ConfiguredRole[];
}

const DEFAULT_THREADS = 6;
const DEFAULT_DEPTH = 1;

/** The settings for subagents. `layers` determine the folder to which a role's file is relative. */
export function agentsConfigOf(agents: AgentsToml | undefined, layers: readonly ConfigLayer[]): AgentsConfig {
  const toml = agents ?? {};
  const seconds = toml.job_max_runtime_seconds;
  return {
    enabled: toml.enabled,
    maxThreads: toml.max_threads ?? toml.max_concurrent_threads_per_session ?? DEFAULT_THREADS,
    maxDepth: toml.max_depth ?? DEFAULT_DEPTH,
    maxTokens: toml.max_tokens,
    maxRuntimeMs: seconds === undefined ? undefined : seconds * 1000,
    defaultModel: toml.default_subagent_model,
    defaultEffort: toml.default_subagent_reasoning_effort,
    roles: rolesOf(toml, layers),
  };
}

function rolesOf(toml: AgentsToml, layers: readonly ConfigLayer[]): ConfiguredRole[] {
  return Object.entries(toml).flatMap(([name, value]) => {
    const role = AgentRoleTomlSchema.safeParse(value).data;
    if (name in AgentsTomlSchema.shape || role === undefined) return [];
    const { description, config_file: file, nickname_candidates: nicknames = [] } = role;
    const configFile = file === undefined ? undefined : path.resolve(folderOf(name, layers), file);
    return [{ name, description, configFile, nicknames }];
  });
}

/** The folder of the file that names the role's file, in the first layer that does. */
function folderOf(role: string, layers: readonly ConfigLayer[]): string {
  const layer = appliedLayers(layers).find(({ table, source }) => {
    const agents = table["agents"];
    const own = isTable(agents) ? agents[role] : undefined;
    return source.type !== "session" && isTable(own) && typeof own["config_file"] === "string";
  });
  return layer === undefined || layer.source.type === "session" ? "" : path.dirname(fileOf(layer.source));
}
