import path from "node:path";
import { ReasoningSummarySchema, SandboxModeSchema, VerbositySchema } from "@codex/protocol";
import * as z from "zod/mini";
import { type Effort, EffortSchema } from "../model/effort.js";
import { setting } from "../setting.js";
import { isTable } from "./cli-override.js";
import { appliedLayers, type ConfigLayer, fileOf } from "./config-layers.js";
import { McpServerTomlSchema } from "./mcp-server-toml.js";

const count = () => z.int().check(z.nonnegative());
const positive = () => z.int().check(z.positive());

/** `[agents.NAME]`: a subagent role, defined here or in a file in a folder `agents`. */
export const AgentRoleTomlSchema = z.object({
  description: setting(z.string(), "When the model is to use the role, told to it. Needed."),
  config_file: setting(z.string(), "A file with more keys of the role; relative to the file that names it."),
  nickname_candidates: setting(z.array(z.string()), "Names that helpers of the role go by."),
});

/** The keys of a role's own file: its instructions, model, tools and limits. */
export const AgentRoleFileSchema = z.object({
  name: setting(z.string(), "The role's name. Needed in a file of a folder `agents`."),
  description: AgentRoleTomlSchema.shape.description,
  nickname_candidates: AgentRoleTomlSchema.shape.nickname_candidates,
  developer_instructions: setting(
    z.string(),
    "Told to the helper before its task. Needed in a file of a folder `agents`.",
  ),
  model: setting(z.string(), "The model to ask."),
  model_reasoning_effort: setting(EffortSchema, "How long it thinks."),
  model_reasoning_summary: setting(ReasoningSummarySchema, "How much of its reasoning it retells."),
  model_verbosity: setting(VerbositySchema, "How wordy it answers."),
  sandbox_mode: setting(SandboxModeSchema, "Where its commands run; never wider than in the session."),
  mcp_servers: setting(z.record(z.string(), McpServerTomlSchema), "More MCP servers, or others in place of those."),
  features: setting(z.record(z.string(), z.boolean()), "Switches, such as `shell_tool`."),
});
export type AgentRoleFile = z.infer<typeof AgentRoleFileSchema>;

/** `[agents]`: limits for subagents, and roles by name. */
export const AgentsTomlSchema = z.catchall(
  z.object({
    enabled: setting(z.boolean(), "Lets the model start helpers. Default: for models of a catalogue."),
    max_threads: setting(positive(), "Most helpers of a session that are open at once. Default: `6`."),
    max_concurrent_threads_per_session: setting(positive(), "Another name of `max_threads`."),
    max_depth: setting(count(), "How far helpers may have helpers of their own; `1`: not. Default: `1`."),
    max_tokens: setting(count(), "Most tokens that all helpers of a session take together. Default: no limit."),
    job_max_runtime_seconds: setting(
      z.number().check(z.positive()),
      "Longest time that a helper works at one task. Default: no limit.",
    ),
    default_subagent_model: setting(z.string(), "The model of helpers. Default: that of the session."),
    default_subagent_reasoning_effort: setting(EffortSchema, "How long helpers think. Default: as in the session."),
    interrupt_message: setting(z.boolean(), "Has no effect: what is told at an interrupt is always the same."),
  }),
  AgentRoleTomlSchema.check(z.describe("A role that helpers can have, by its name.")),
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
