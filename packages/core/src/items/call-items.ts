import type { CallToolOutcome } from "@codex/protocol";
import type { CommandAction } from "./command-action.js";
import type { CallBase } from "./item-base.js";

/** The plan that the model keeps with `update_plan`: one item per turn, changed by each call. */
export interface Plan extends CallBase {
  readonly kind: "plan";
  readonly explanation?: string | undefined;
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  readonly step: string;
  readonly status: "pending" | "in-progress" | "completed";
}

/** Long output is cut in the middle, with a note. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, in the order in which they were written. */
  readonly aggregated: string;
  /** As sent to the model: shortened if it is long. */
  readonly formatted: string;
}

/** Who decided whether a command may run, and why. A denial is visible in the item's status. */
export interface CommandDecision {
  /**
   * `policy`: approval and sandbox policy. `thread`: an earlier approval by the user for the rest of the thread. `reviewer`: a model in the
   * user's place.
   */
  readonly by: "rule" | "policy" | "thread" | "user" | "hook" | "reviewer";
  /** For display. Absent if only the policies decided. */
  readonly reason?: string | undefined;
}

export interface Command extends CallBase {
  readonly kind: "command";
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** What its steps do, for display. */
  readonly actions: readonly CommandAction[];
  /** Who runs it: the model, the user (`!command`), or the model in a terminal that it can type into. */
  readonly source: "agent" | "user" | "terminal";
  /** Absent until decided, and for commands of the user. */
  readonly decision?: CommandDecision | undefined;
  /** The output so far; complete at the end. */
  readonly output: CommandOutput;
  /** 128 + n if signal n ended it, -1 if it never started or timed out. Absent while it is running, and if it was not run. */
  readonly exitCode?: number | undefined;
  readonly durationMs?: number | undefined;
  /** The terminal that it runs in, which may outlive the call; `terminal-input` items refer to it. */
  readonly processId?: string | undefined;
  /** Why it did not run, or did not finish. */
  readonly failure?: CommandFailure | undefined;
}

export interface CommandFailure {
  readonly code: "sandbox-unavailable" | "sandbox-denied" | "failed-to-start" | "timed-out" | "rejected";
  readonly message: string;
}

/** Input that the model typed into a terminal, and the output until it stopped reading. */
export interface TerminalInput extends CallBase {
  readonly kind: "terminal-input";
  readonly processId: string;
  /** The turn's working directory, absolute. */
  readonly cwd: string;
  /** Empty if it only read output. */
  readonly input: string;
  readonly output: CommandOutput;
  /** Of the command in the terminal, if it ended meanwhile. */
  readonly exitCode?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Why nothing could be typed. */
  readonly failure?: string | undefined;
}

export interface Patch extends CallBase {
  readonly kind: "patch";
  /** In the order of the patch. */
  readonly changes: readonly FileChange[];
  /** Nobody was asked. */
  readonly autoApproved: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Why a policy or the user refused it. */
  readonly reason?: string | undefined;
}

/** `path` is absolute; diffs are unified diffs without a file header. */
export type FileChange =
  | { readonly type: "add"; readonly path: string; readonly content: string }
  | { readonly type: "delete"; readonly path: string; readonly content?: string | undefined }
  | { readonly type: "update"; readonly path: string; readonly diff: string; readonly movePath?: string | undefined };

/** An MCP server's answer to a call. */
export type McpResult = Extract<CallToolOutcome, { readonly Ok: unknown }>["Ok"];

/** A call of a tool on one of the user's MCP servers. */
export interface McpCall extends CallBase {
  readonly kind: "mcp-call";
  /** The server's name in the configuration. */
  readonly server: string;
  /** The server's own name for the tool. */
  readonly tool: string;
  /** The server's hint whether the tool only reads, if it gives one. */
  readonly readOnlyHint?: boolean | undefined;
  readonly arguments: unknown;
  /** The latest progress message of the server. */
  readonly progress?: string | undefined;
  /** The server's answer, including one that reports a failure of the tool (`isError`). */
  readonly result?: McpResult | undefined;
  /** Why there is no answer. */
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
}

/** A call of a tool that the embedding program or the client provides. */
export interface CustomCall extends CallBase {
  readonly kind: "custom-call";
  readonly namespace?: string | undefined;
  readonly tool: string;
  /** Parsed JSON, or the text if it is not JSON. */
  readonly arguments: unknown;
  readonly content?: readonly CustomCallContent[] | undefined;
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
}

export type CustomCallContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly url: string };

/** A search run by the model's provider. */
export interface WebSearch extends CallBase {
  readonly kind: "web-search";
  /** Absent until the provider reports it. */
  readonly query?: string | undefined;
  readonly action?: WebSearchAction | undefined;
}

export type WebSearchAction =
  | {
      readonly type: "search";
      readonly query?: string | undefined;
      readonly queries?: readonly string[] | undefined;
    }
  | { readonly type: "open-page"; readonly url?: string | undefined }
  | { readonly type: "find-in-page"; readonly url?: string | undefined; readonly pattern?: string | undefined }
  | { readonly type: "other" };

export interface ImageView extends CallBase {
  readonly kind: "image-view";
  /** Absolute. */
  readonly path: string;
  readonly failure?: string | undefined;
}

/** A call that concerns a subagent of this thread. */
export interface SubAgentCall extends CallBase {
  readonly kind: "sub-agent";
  /** The model does not call `finish`: it reports that a named subagent has finished. */
  readonly action: "spawn" | "send" | "resume" | "wait" | "interrupt" | "close" | "list" | "finish";
  readonly agents: readonly SubAgent[];
  readonly prompt?: string | undefined;
  /** Empty while its subagent is being started. */
  readonly model?: string | undefined;
  /** Its reasoning effort. */
  readonly effort?: string | undefined;
  readonly error?: string | undefined;
}

export interface SubAgent {
  readonly threadId: string;
  readonly nickname?: string | undefined;
  /** Its path in the tree of subagents, such as `/root/tests`, if it has one. */
  readonly path?: string | undefined;
  readonly role?: string | undefined;
  /** Absent until the call has ended. */
  readonly status?:
    | "starting"
    | "running"
    | "completed"
    | "failed"
    | "interrupted"
    | "closed"
    | "not-found"
    | undefined;
  /** Its final message. */
  readonly message?: string | undefined;
}

/** Questions that the model asked with a tool, and their answers. Approvals are not items: they belong to the item that needs them. */
export interface UserQuestions extends CallBase {
  readonly kind: "user-questions";
  readonly questions: readonly UserQuestion[];
  /** By the question's id. */
  readonly answers?: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface UserQuestion {
  readonly id: string;
  readonly header: string;
  readonly question: string;
  readonly options?: readonly { readonly label: string; readonly description: string }[] | undefined;
  /** A free-text answer is possible besides the options. */
  readonly isOther?: boolean | undefined;
  /** The answer must not be displayed. */
  readonly isSecret?: boolean | undefined;
}
