import type { CustomTool, ThreadManagerOptions } from "@codex/core";
import type { QuestionHandlers } from "./question-handlers.js";

export type ConfigValue = string | number | boolean | ConfigValue[] | ConfigObject;
export type ConfigObject = { [key: string]: ConfigValue };

export interface CodexOptions extends QuestionHandlers {
  /** Runs each turn in a process of this program instead of this one: any `codex` that knows `exec --experimental-json`. */
  codexPathOverride?: string;
  /** Where the built-in provider is: `openai_base_url`. */
  baseUrl?: string;
  /** Goes before every stored login. */
  apiKey?: string;
  /** Values that win over config.toml. */
  config?: ConfigObject;
  /** The same as `key=value` with a TOML value; they win over `config`. */
  configOverrides?: string[];
  /** Keys, proxies, `CODEX_HOME`, and what commands inherit. Default: the environment of this process. */
  env?: Record<string, string>;
  /** Tools of the program, made by `defineTool` of `@codex/core`. Only in this process. */
  tools?: readonly CustomTool[];
  /** A model of the program's own. Only in this process. */
  createModelClient?: ThreadManagerOptions["createModelClient"];
}

export type ApprovalMode = "never" | "on-request" | "on-failure" | "untrusted";
export type SandboxMode = "read-only" | "workspace-write" | "danger-full-access";
export type ModelReasoningEffort = "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | "ultra" | "persistent";
export type WebSearchMode = "disabled" | "cached" | "live";
export type CyberAccessProgram = "standard" | "daybreak_blue" | "daybreak_red";

export interface ThreadOptions {
  model?: string;
  /** What a new thread is for; kept in its file. */
  threadSource?: string;
  sandboxMode?: SandboxMode;
  /** Default: the folder of this process. */
  workingDirectory?: string;
  /** Works outside of a Git repository, too. */
  skipGitRepoCheck?: boolean;
  modelReasoningEffort?: ModelReasoningEffort;
  networkAccessEnabled?: boolean;
  webSearchMode?: WebSearchMode;
  webSearchEnabled?: boolean;
  approvalPolicy?: ApprovalMode;
  /** More folders that commands may write in `workspace-write`. */
  additionalDirectories?: string[];
  /** How often the model may be asked in a turn, which fails with the code `turn-limit-reached` then. Default: no limit. */
  maxTurns?: number;
  /** Tokens of a turn, in and out; it fails with `token-limit-reached` after the answer that reaches them. Default: no limit. */
  maxTokens?: number;
  /** Seconds of a turn, which fails with `time-limit-reached` then. Default: no limit. */
  maxTimeSeconds?: number;
  /** Saves nothing. Default: false. */
  ephemeral?: boolean;
}

export interface TurnOptions {
  /** Of the built-in provider; passed on to a program of `codexPathOverride`, without effect in this process. */
  cyberAccessProgram?: CyberAccessProgram;
  /**
   * A JSON Schema that the final message has to fit. The model is asked once more when it does not; if it still does not, the turn fails
   * with the code `schema-mismatch`. Where `codexPathOverride` runs another Codex, it is that program's to check.
   */
  outputSchema?: unknown;
  /** Aborting interrupts the turn and ends what it started. */
  signal?: AbortSignal;
}

export type UserInput = { type: "text"; text: string } | { type: "local_image"; path: string };
export type Input = string | UserInput[];
