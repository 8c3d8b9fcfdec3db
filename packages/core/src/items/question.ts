import type { FileChange, UserQuestion } from "./call-items.js";
import type { CommandAction } from "./command-action.js";
import type { Permissions } from "./permissions.js";

interface QuestionBase {
  /** Unique in the thread. */
  readonly id: string;
  /** The turn that waits; absent when an MCP server asks outside of one. */
  readonly turnId?: string | undefined;
  /** The item that waits for the answer. */
  readonly itemId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** The helper that asks, where it is not the thread itself. */
  readonly agent?: AskingAgent | undefined;
}

export interface AskingAgent {
  readonly threadId: string;
  readonly nickname: string;
  readonly role?: string | undefined;
}

/** The call of an MCP server's tool that a question is about. */
export interface McpCallQuestion {
  readonly server: string;
  readonly tool: string;
  /** What the server says of it. */
  readonly description?: string | undefined;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the server says the tool does: its hints. */
  readonly annotations?: Readonly<Record<string, unknown>> | undefined;
  /** Whether a yes may count for the rest of the thread. */
  readonly mayLast?: boolean | undefined;
}

/**
 * May this command run? With `mcpCall`, and its name and arguments as the words: may this tool of an MCP server be called? It is
 * answered with `approved`, `denied` or `cancelled`.
 */
export interface CommandQuestion extends QuestionBase {
  readonly kind: "command";
  readonly callId?: string | undefined;
  readonly command: readonly string[];
  readonly mcpCall?: McpCallQuestion | undefined;
  /** Set when it is about what is typed into this terminal, which runs: the words are `write_stdin`, its options and the text. */
  readonly terminalId?: string | undefined;
  readonly cwd: string;
  readonly actions: readonly CommandAction[];
  /** Why it is asked, for a person. */
  readonly reason?: string | undefined;
  /** Whose words the reason is. */
  readonly reasonFrom?: "model" | "policy" | undefined;
  /** Whether it runs without the sandbox when approved. */
  readonly outsideSandbox: boolean;
  /** Whether it can use the network when approved. Absent: it is not known. */
  readonly network?: boolean | undefined;
  /** The beginning of commands that a rule could allow from now on. */
  readonly proposedRule?: readonly string[] | undefined;
}

/** May this patch be applied? It is answered with `approved`, `denied` or `cancelled`. */
export interface PatchQuestion extends QuestionBase {
  readonly kind: "patch";
  readonly callId?: string | undefined;
  readonly changes: readonly FileChange[];
  readonly reason?: string | undefined;
}

/** An MCP server asks the user. It is answered with `accepted`, `denied` or `cancelled`. */
export interface ElicitationQuestion extends QuestionBase {
  readonly kind: "elicitation";
  readonly server: string;
  readonly message: string;
  /** JSON Schema of the answer: an object of plain values. */
  readonly requestedSchema: unknown;
  /** A page that the user is to open; the message names it, too. */
  readonly link?: ElicitationLink | undefined;
}

export interface ElicitationLink {
  readonly url: string;
  readonly elicitationId: string;
  /** The server's words alone. */
  readonly message: string;
}

/** The model asks the user. It is answered with `answered` or `cancelled`. */
export interface UserQuestionsQuestion extends QuestionBase {
  readonly kind: "user-questions";
  readonly callId?: string | undefined;
  readonly questions: readonly UserQuestion[];
  /** Whether the model can do nothing without the answer. */
  readonly isBlocking: boolean;
}

/** May what follows do more than its sandbox allows? It is answered with `approved`, `denied` or `cancelled`. */
export interface PermissionsQuestion extends QuestionBase {
  readonly kind: "permissions";
  readonly callId?: string | undefined;
  /** The turn's folder. */
  readonly cwd: string;
  readonly permissions: Permissions;
  /** The model's words. */
  readonly reason?: string | undefined;
}

export type Question =
  | CommandQuestion
  | PatchQuestion
  | ElicitationQuestion
  | UserQuestionsQuestion
  | PermissionsQuestion;

/** An answer of a kind that does not fit the question counts as `denied`. */
export type Answer =
  /**
   * `thread`: the same needs no question for the rest of the thread; of a command, in the same folder, while its scripts stay.
   * Of permissions `once` is for the turn, and `permissions` says what of them; default: all.
   */
  | { readonly type: "approved"; readonly scope: "once" | "thread"; readonly permissions?: Permissions | undefined }
  /**
   * Of a command: `thread`, and whatever begins with these words is allowed in all threads from now on, in their sandbox. They are
   * those that the question proposed.
   */
  | { readonly type: "approved"; readonly scope: "rule"; readonly words: readonly string[] }
  /** No, but continue the turn. */
  | { readonly type: "denied" }
  /** No, and stop the turn. For an elicitation: the user did not decide. */
  | { readonly type: "cancelled" }
  | { readonly type: "accepted"; readonly content: Readonly<Record<string, ElicitationValue>> }
  /** By the question's id. */
  | { readonly type: "answered"; readonly answers: Readonly<Record<string, readonly string[]>> };

export type ElicitationValue = string | number | boolean | string[];

/**
 * Whoever answers for a turn. The signal aborts when the answer is no longer waited for. What it throws, and an answer that
 * comes too late, count for nothing: the question is denied.
 */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;
