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
  /** The client's id for its message. */
  readonly clientId?: string | undefined;
}

export interface AgentMessage extends ItemBase {
  readonly kind: "agent-message";
  /** Markdown, all parts joined. */
  readonly text: string;
  /** The parts, if the model made more than one. */
  readonly parts?: readonly string[] | undefined;
  /** Whether it is commentary or the turn's final answer, if the model says so. */
  readonly phase?: "commentary" | "final-answer" | undefined;
}

export interface Reasoning extends ItemBase {
  readonly kind: "reasoning";
  /** Sections of the summary, in Markdown. */
  readonly summary: readonly string[];
  /** The raw reasoning in parts; empty unless the configuration shows it. */
  readonly content: readonly string[];
}

/** A plan proposed in plan mode, for the user to approve. */
export interface ProposedPlan extends ItemBase {
  readonly kind: "proposed-plan";
  /** Markdown. */
  readonly text: string;
}

/** Lasts from entering review mode until leaving it. */
export interface Review extends ItemBase {
  readonly kind: "review";
  /** The target of the review, for display: `the changes against main`. */
  readonly target: string;
  /** The finished review in Markdown. */
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

/** A run of a hook in the turn. */
export interface Hook extends ItemBase {
  readonly kind: "hook";
  /** The event: `pre-tool-use`, `stop` … */
  readonly event: string;
  readonly command: string;
  /** `EVENT:PLACE:FILE[:CALL]`: the run's id for the model and hooks. It may repeat. */
  readonly runId: string;
  /** Whose configuration defines the hook. */
  readonly source: "system" | "user" | "project" | "sessionFlags";
  readonly sourcePath: string;
  /** Its position among all hooks, from 0. */
  readonly displayOrder: number;
  /** The text that the hook's author wants displayed while it runs. */
  readonly statusMessage?: string | undefined;
  readonly entries: readonly HookEntry[];
  /** Its decision; absent if it did not object. */
  readonly decision?: "blocked" | "stopped" | undefined;
  readonly durationMs?: number | undefined;
}

/** What blocking hooks require before the turn may end; sent to the model as a user message. */
export interface HookPrompt extends ItemBase {
  readonly kind: "hook-prompt";
  readonly fragments: readonly { readonly runId: string; readonly text: string }[];
}

export interface HookEntry {
  readonly type: "warning" | "stop" | "feedback" | "context" | "error";
  readonly text: string;
}

/** Earlier messages are replaced by a summary. */
export interface Compaction extends ItemBase {
  readonly kind: "compaction";
  /** Whether the context window made it necessary, or the user requested it. */
  readonly trigger: "automatic" | "manual";
  /** About how many tokens the conversation has afterwards, until the model's server counts them. */
  readonly contextTokens?: number | undefined;
  /** Why nothing was compacted. */
  readonly reason?: string | undefined;
}

/** The items of a turn. Every protocol has a table over `ItemKind`, so a new kind does not compile until all of them map it. */
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

/** Whether the item will not change any more. */
export function hasEnded(item: Item): boolean {
  return item.status !== "proposed" && item.status !== "running";
}
