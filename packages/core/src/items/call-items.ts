import type { CallToolOutcome } from "@codex/protocol";
import type { CommandAction } from "./command-action.js";
import type { CallBase } from "./item-base.js";

/** The plan that the model keeps with `update_plan`: one item in a turn, changed by each call. */
export interface Plan extends CallBase {
  readonly kind: "plan";
  readonly explanation?: string | undefined;
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  readonly step: string;
  readonly status: "pending" | "in-progress" | "completed";
}

/** Output that was cut is cut in the middle and says so. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they were written. */
  readonly aggregated: string;
  /** As the model sees it: shortened when it is long. */
  readonly formatted: string;
}

/** Who said whether a command may run, and why; that it was a no says the item's status. */
export interface CommandDecision {
  /** `policy`: approval and sandbox policy. `thread`: the user, before, for the rest of the thread. `reviewer`: a model in the user's place. */
  readonly by: "rule" | "policy" | "thread" | "user" | "hook" | "reviewer";
  /** For a person. Absent where nothing but the policies had a say. */
  readonly reason?: string | undefined;
}

export interface Command extends CallBase {
  readonly kind: "command";
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** What its steps are about, for display. */
  readonly actions: readonly CommandAction[];
  /** Who runs it: the model, the user (`!command`), or the model in a terminal that it can type into. */
  readonly source: "agent" | "user" | "terminal";
  /** Absent while it is not known yet, and of what the user runs. */
  readonly decision?: CommandDecision | undefined;
  /** What all of `output` is so far; whole at the end. */
  readonly output: CommandOutput;
  /** 128 + n when signal n ended it, -1 when it never began or ran out of time. Absent until it ended, and when it never ran. */
  readonly exitCode?: number | undefined;
  readonly durationMs?: number | undefined;
  /** The terminal that it runs in, which may go on after the call: what a `terminal-input` names. */
  readonly processId?: string | undefined;
  /** Why it did not run, or not to its end. */
  readonly failure?: CommandFailure | undefined;
}

export interface CommandFailure {
  readonly code: "sandbox-unavailable" | "sandbox-denied" | "failed-to-start" | "timed-out" | "rejected";
  readonly message: string;
}

/** What the model typed into a terminal, and what was printed until it looked away. */
export interface TerminalInput extends CallBase {
  readonly kind: "terminal-input";
  readonly processId: string;
  /** The turn's working directory, absolute. */
  readonly cwd: string;
  /** Empty when it only looked. */
  readonly input: string;
  readonly output: CommandOutput;
  /** Of the command in the terminal, if it ended meanwhile. */
  readonly exitCode?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Why there was nothing to type into. */
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
  /** Why a policy or the user said no. */
  readonly reason?: string | undefined;
}

/** `path` is absolute; diffs are unified ones without a file header. */
export type FileChange =
  | { readonly type: "add"; readonly path: string; readonly content: string }
  | { readonly type: "delete"; readonly path: string; readonly content?: string | undefined }
  | { readonly type: "update"; readonly path: string; readonly diff: string; readonly movePath?: string | undefined };

/** What an MCP server answers to a call. */
export type McpResult = Extract<CallToolOutcome, { readonly Ok: unknown }>["Ok"];

/** A call of a tool on one of the user's MCP servers. */
export interface McpCall extends CallBase {
  readonly kind: "mcp-call";
  /** The server's name in the configuration. */
  readonly server: string;
  /** The tool's name as the server gives it. */
  readonly tool: string;
  /** Whether the tool only reads, where the server says so or the contrary. */
  readonly readOnlyHint?: boolean | undefined;
  readonly arguments: unknown;
  /** What the server last said of its progress. */
  readonly progress?: string | undefined;
  /** The server's answer, also when it is a failure of the tool (`isError`). */
  readonly result?: McpResult | undefined;
  /** Why there is no answer. */
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
}

/** A call of a tool that the embedding program or the client brings. */
export interface CustomCall extends CallBase {
  readonly kind: "custom-call";
  readonly namespace?: string | undefined;
  readonly tool: string;
  /** Parsed JSON, or the text when it is none. */
  readonly arguments: unknown;
  readonly content?: readonly CustomCallContent[] | undefined;
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
}

export type CustomCallContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly url: string };

/** A search that the model's provider runs. */
export interface WebSearch extends CallBase {
  readonly kind: "web-search";
  /** Absent until the provider tells. */
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

/** A call that has to do with another thread that works for this one. */
export interface SubAgentCall extends CallBase {
  readonly kind: "sub-agent";
  /** `finish` is none of the model's: a helper that goes by its path is done. */
  readonly action: "spawn" | "send" | "resume" | "wait" | "interrupt" | "close" | "list" | "finish";
  readonly agents: readonly SubAgent[];
  readonly prompt?: string | undefined;
  /** Empty while the helper that is to have it is being started. */
  readonly model?: string | undefined;
  /** How hard it thinks. */
  readonly effort?: string | undefined;
  readonly error?: string | undefined;
}

export interface SubAgent {
  readonly threadId: string;
  readonly nickname?: string | undefined;
  /** Where it stands in the tree of helpers, such as `/root/tests`, if it goes by that. */
  readonly path?: string | undefined;
  readonly role?: string | undefined;
  /** Absent until the call is over. */
  readonly status?:
    | "starting"
    | "running"
    | "completed"
    | "failed"
    | "interrupted"
    | "closed"
    | "not-found"
    | undefined;
  /** What it said last. */
  readonly message?: string | undefined;
}

/** Questions that the model asked with a tool, and their answers. Approvals are no items: they belong to the item asked about. */
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
  /** An answer of one's own is possible beside the options. */
  readonly isOther?: boolean | undefined;
  /** The answer is not to be shown. */
  readonly isSecret?: boolean | undefined;
}
