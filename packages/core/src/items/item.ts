import type { ApprovalReview } from "./approval-review.js";
import type {
  Command,
  CustomCall,
  ImageView,
  McpCall,
  Patch,
  Plan,
  SubAgentCall,
  TerminalInput,
  UserQuestions,
  WebSearch,
} from "./call-items.js";
import type { ItemBase } from "./item-base.js";
import type { UserInput } from "./user-input.js";

export interface UserMessage extends ItemBase {
  readonly kind: "user-message";
  readonly content: readonly UserInput[];
  /** The name that the client gave to its message. */
  readonly clientId?: string | undefined;
}

export interface AgentMessage extends ItemBase {
  readonly kind: "agent-message";
  /** Markdown: all parts together. */
  readonly text: string;
  /** The parts, where the model made more than one. */
  readonly parts?: readonly string[] | undefined;
  /** Whether it talks on the way or ends the turn, where the model says so. */
  readonly phase?: "commentary" | "final-answer" | undefined;
}

export interface Reasoning extends ItemBase {
  readonly kind: "reasoning";
  /** Sections of the summary, Markdown. */
  readonly summary: readonly string[];
  /** The reasoning itself in parts; empty unless the configuration shows it. */
  readonly content: readonly string[];
}

/** A plan that the model gives in plan mode, for the user to approve. */
export interface ProposedPlan extends ItemBase {
  readonly kind: "proposed-plan";
  /** Markdown. */
  readonly text: string;
}

/** Runs from when the review mode is entered until it is left. */
export interface Review extends ItemBase {
  readonly kind: "review";
  /** What is reviewed, for a person: `the changes against main`. */
  readonly target: string;
  /** The review as Markdown, once there is one. */
  readonly text?: string | undefined;
  readonly findings?: readonly ReviewFinding[] | undefined;
}

export interface ReviewFinding {
  readonly title: string;
  readonly body: string;
  /** 0 is the most urgent. */
  readonly priority?: number | undefined;
  /** 0 to 1. */
  readonly confidence?: number | undefined;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A program of the user's configuration that ran at a point of the turn. */
export interface Hook extends ItemBase {
  readonly kind: "hook";
  /** The point: `pre-tool-use`, `stop` … */
  readonly event: string;
  readonly command: string;
  /** `EVENT:PLACE:FILE[:CALL]`: what the model and hooks know the run by. It may repeat. */
  readonly runId: string;
  /** Whose configuration the hook stands in. */
  readonly source: "system" | "user" | "project" | "sessionFlags";
  readonly sourcePath: string;
  /** Its place among all hooks, from 0. */
  readonly displayOrder: number;
  /** What the hook's author wants shown while it runs. */
  readonly statusMessage?: string | undefined;
  readonly entries: readonly HookEntry[];
  /** What it made of what it ran for; absent when it let it pass. */
  readonly decision?: "blocked" | "stopped" | undefined;
  readonly durationMs?: number | undefined;
}

/** What hooks want done before the turn may end; said to the model in the user's place. */
export interface HookPrompt extends ItemBase {
  readonly kind: "hook-prompt";
  readonly fragments: readonly { readonly runId: string; readonly text: string }[];
}

export interface HookEntry {
  readonly type: "warning" | "stop" | "feedback" | "context" | "error";
  readonly text: string;
}

/** Earlier messages give way to a summary. */
export interface Compaction extends ItemBase {
  readonly kind: "compaction";
  /** Whether the context window made it necessary, or the user wished it. */
  readonly trigger: "automatic" | "manual";
  /** Why everything stayed as it was. */
  readonly reason?: string | undefined;
}

/** What a turn is made of. Every wire has a table over `ItemKind`, so a new kind does not compile until each says what it is. */
export type Item =
  | UserMessage
  | AgentMessage
  | Reasoning
  | Plan
  | Command
  | TerminalInput
  | Patch
  | McpCall
  | CustomCall
  | WebSearch
  | ImageView
  | SubAgentCall
  | ProposedPlan
  | Review
  | Hook
  | HookPrompt
  | Compaction
  | UserQuestions
  | ApprovalReview;

export type ItemKind = Item["kind"];
export type ItemOf<Kind extends ItemKind> = Extract<Item, { readonly kind: Kind }>;

/** Whether nothing more follows for the item. */
export function hasEnded(item: Item): boolean {
  return item.status !== "proposed" && item.status !== "running";
}
