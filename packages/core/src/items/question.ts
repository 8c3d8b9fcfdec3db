import type { FileChange, UserQuestion } from "./call-items.js";
import type { CommandAction } from "./command-action.js";
import type { Permissions } from "./permissions.js";

interface QuestionBase {
  /** Unique in the thread. */
  readonly id: string;
  /** The turn that waits; absent if an MCP server asks outside a turn. */
  readonly turnId?: string | undefined;
  /** The item that waits for the answer. */
  readonly itemId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** The subagent that asks; absent if the thread itself asks. */
  readonly agent?: AskingAgent | undefined;
}

export interface AskingAgent {
  readonly threadId: string;
  readonly nickname: string;
  readonly role?: string | undefined;
}

/** The MCP tool call that a question is about. */
export interface McpCallQuestion {
  readonly server: string;
  readonly tool: string;
  /** The server's description of it. */
  readonly description?: string | undefined;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The server's hints about the tool. */
  readonly annotations?: Readonly<Record<string, unknown>> | undefined;
  /** Whether an approval may apply to the rest of the thread. */
  readonly mayLast?: boolean | undefined;
}

/**
 * May this command run? With `mcpCall`: may this MCP tool be called? The words are then its name and arguments. Answered with `approved`,
 * `denied` or `cancelled`.
 */
export interface CommandQuestion extends QuestionBase {
  readonly kind: "command";
  readonly callId?: string | undefined;
  readonly command: readonly string[];
  readonly mcpCall?: McpCallQuestion | undefined;
  /** Set if the question is about input for this running terminal: the words are then `write_stdin`, its options and the text. */
  readonly terminalId?: string | undefined;
  readonly cwd: string;
  readonly actions: readonly CommandAction[];
  /** The reason for asking, for display. */
  readonly reason?: string | undefined;
  /** Who gave the reason. */
  readonly reasonFrom?: "model" | "policy" | undefined;
  /** Whether it runs outside the sandbox if approved. */
  readonly outsideSandbox: boolean;
  /** Whether it can use the network if approved. Absent if unknown. */
  readonly network?: boolean | undefined;
  /** A command prefix that a rule could allow from now on. */
  readonly proposedRule?: readonly string[] | undefined;
}

/** May this patch be applied? Answered with `approved`, `denied` or `cancelled`. */
export interface PatchQuestion extends QuestionBase {
  readonly kind: "patch";
  readonly callId?: string | undefined;
  readonly changes: readonly FileChange[];
  readonly reason?: string | undefined;
  /** Whether it writes files that the sandbox does not let commands write. Absent if unknown. */
  readonly outsideSandbox?: boolean | undefined;
}

/** An MCP server asks the user. Answered with `accepted`, `denied` or `cancelled`. */
export interface ElicitationQuestion extends QuestionBase {
  readonly kind: "elicitation";
  readonly server: string;
  readonly message: string;
  /** The JSON Schema of the answer: an object of primitive values. */
  readonly requestedSchema: unknown;
  /** A page for the user to open; the message names it too. */
  readonly link?: ElicitationLink | undefined;
}

export interface ElicitationLink {
  readonly url: string;
  readonly elicitationId: string;
  /** The server's own message. */
  readonly message: string;
}

/** The model asks the user. Answered with `answered` or `cancelled`. */
export interface UserQuestionsQuestion extends QuestionBase {
  readonly kind: "user-questions";
  readonly callId?: string | undefined;
  readonly questions: readonly UserQuestion[];
  /** Whether the model cannot continue without the answer. */
  readonly isBlocking: boolean;
}

/** May the following commands exceed their sandbox? Answered with `approved`, `denied` or `cancelled`. */
export interface PermissionsQuestion extends QuestionBase {
  readonly kind: "permissions";
  readonly callId?: string | undefined;
  /** The turn's folder. */
  readonly cwd: string;
  readonly permissions: Permissions;
  /** The model's own reason. */
  readonly reason?: string | undefined;
}

export type Question =
  | CommandQuestion
  | PatchQuestion
  | ElicitationQuestion
  | UserQuestionsQuestion
  | PermissionsQuestion;

/** The answer to a question. An answer of a type that does not fit the question counts as `denied`. */
export type Answer =
  /**
   * `thread`: the same action needs no further question in this thread; for a command, only in the same folder and while its scripts are
   * unchanged. For permissions, `once` means the turn, and `permissions` is the granted part; default: all.
   */
  | { readonly type: "approved"; readonly scope: "once" | "thread"; readonly permissions?: Permissions | undefined }
  /**
   * For commands: like `thread`, and commands that begin with these words are allowed in all threads from now on, inside their sandbox. The
   * words must be those that the question proposed.
   */
  | { readonly type: "approved"; readonly scope: "rule"; readonly words: readonly string[] }
  /** Deny, but continue the turn. */
  | { readonly type: "denied" }
  /** Deny, and stop the turn. For an elicitation: the user did not decide. */
  | { readonly type: "cancelled" }
  | { readonly type: "accepted"; readonly content: Readonly<Record<string, ElicitationValue>> }
  /** Keyed by the question's id. */
  | { readonly type: "answered"; readonly answers: Readonly<Record<string, readonly string[]>> };

export type ElicitationValue = string | number | boolean | string[];

/**
 * Answers the questions of a turn. The signal is aborted when the answer is no longer needed. If it throws or answers too late, the
 * question is denied.
 */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;
