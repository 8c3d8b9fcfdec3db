import type { CustomTool, ThreadManagerOptions } from "@codex/core";
import type { QuestionHandlers } from "./question-handlers.js";

export type ConfigValue = string | number | boolean | ConfigValue[] | ConfigObject;
export type ConfigObject = { [key: string]: ConfigValue };

export interface CodexOptions extends QuestionHandlers {
  /** Runs each turn in a process of this program instead of in this process. It can be any `codex` with `exec --experimental-json`. */
  codexPathOverride?: string;
  /** The URL of the built-in provider: `openai_base_url`. */
  baseUrl?: string;
  /** Takes precedence over every stored login. */
  apiKey?: string;
  /** Values that override config.toml. */
  config?: ConfigObject;
  /** The same as `key=value` with a TOML value; they override `config`. */
  configOverrides?: string[];
  /** Keys, proxies, `CODEX_HOME`, and the environment of commands. Default: the environment of this process. */
  env?: Record<string, string>;
  /** The program's own tools, made by `defineTool` of `@codex/core`. Not with `codexPathOverride`. */
  tools?: readonly CustomTool[];
  /** The program's own model. Not with `codexPathOverride`. */
  createModelClient?: ThreadManagerOptions["createModelClient"];
}

export type ApprovalMode = "never" | "on-request" | "on-failure" | "untrusted";
export type SandboxMode = "read-only" | "workspace-write" | "danger-full-access";
export type ModelReasoningEffort = "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | "ultra" | "persistent";
export type WebSearchMode = "disabled" | "cached" | "live";
export type CyberAccessProgram = "standard" | "daybreak_blue" | "daybreak_red";

export interface ThreadOptions {
  model?: string;
  /** The purpose of a new thread, recorded in its rollout. */
  threadSource?: string;
  sandboxMode?: SandboxMode;
  /** Default: the folder of this process. */
  workingDirectory?: string;
  /** Also works outside a Git repository. */
  skipGitRepoCheck?: boolean;
  modelReasoningEffort?: ModelReasoningEffort;
  networkAccessEnabled?: boolean;
  webSearchMode?: WebSearchMode;
  webSearchEnabled?: boolean;
  approvalPolicy?: ApprovalMode;
  /** Additional folders that commands may write in `workspace-write`. */
  additionalDirectories?: string[];
  /** The most requests to the model in a turn; beyond that, it fails with `turn-limit-reached`. Default: no limit. */
  maxTurns?: number;
  /**
   * The most input and output tokens of a turn; it fails with `token-limit-reached` after the answer that reaches them. Default: no
   * limit.
   */
  maxTokens?: number;
  /** The most seconds of a turn; after that, it fails with `time-limit-reached`. Default: no limit. */
  maxTimeSeconds?: number;
  /** A turn in which a command, a patch or another tool call failed ends with `tool-failed`. Default: false. */
  failOnToolError?: boolean;
  /** Saves nothing. Default: false. */
  ephemeral?: boolean;
}

export interface TurnOptions {
  /** A setting of the built-in provider, passed on to the program of `codexPathOverride`; no effect in this process. */
  cyberAccessProgram?: CyberAccessProgram;
  /**
   * A JSON Schema that the final message must match. If it does not, the model is asked once more; if it still does not, the turn fails
   * with `schema-mismatch`. With `codexPathOverride`, that program has to check it.
   */
  outputSchema?: unknown;
  /** Aborting interrupts the turn and ends everything it started. */
  signal?: AbortSignal;
}

export type UserInput = { type: "text"; text: string } | { type: "local_image"; path: string };
export type Input = string | UserInput[];
