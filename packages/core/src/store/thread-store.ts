import type { Goal } from "../items/goal.js";
import type { TurnView } from "../items/thread-view.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { SavedSettings } from "../rollout/saved-settings.js";
import type { SessionMeta } from "../rollout/session-meta.js";

/**
 * Where threads are kept. The built-in one keeps files below `CODEX_HOME`; a program that embeds the engine may bring its own.
 * Methods that name a thread throw CodexError `conversation-not-found` where there is none.
 */
export interface ThreadStore extends GoalStore {
  /** A page of the saved threads. @throws CodexError `cursor-invalid` */
  list(query?: ThreadQuery): Promise<ThreadPage>;
  /** One thread, archived or not. */
  find(id: string): Promise<ThreadSummary>;
  /** A thread with all that was shown of it. @throws CodexError `rollout-invalid` when its file cannot be read. */
  read(id: string): Promise<SavedThread>;
  /** @throws CodexError `request-invalid` for a name that is blank. */
  rename(id: string, name: string): Promise<void>;
  /**
   * Makes a thread that begins as this one: with all of its turns, those up to `lastTurnId`, or those before `beforeTurnId`; and
   * with its name.
   * @throws CodexError `request-invalid` when there is no such turn.
   */
  fork(id: string, cut?: ForkCut, place?: ForkPlace): Promise<ThreadSummary>;
  /**
   * Drops a turn and those after it, for those who read and for the model. The thread must not be open: open it again afterwards.
   * @throws CodexError `request-invalid` when there is no such turn.
   */
  revert(id: string, beforeTurnId: string): Promise<ThreadSummary>;
  /** Puts a thread away: lists leave it out until it is taken back. */
  archive(id: string): Promise<void>;
  /** Takes an archived thread back. */
  unarchive(id: string): Promise<ThreadSummary>;
  /** What waits in the thread's queue, in order, as it was written; a thread that is not kept has none. */
  readQueue(id: string): Promise<readonly unknown[]>;
  /** Settles when the queue is kept. */
  writeQueue(id: string, queue: readonly unknown[]): Promise<void>;
  /** What the user has not read of the thread, as it was written; undefined where nothing was. */
  readReadState(id: string): Promise<unknown>;
  /** Settles when it is kept. */
  writeReadState(id: string, state: unknown): Promise<void>;
  /** Deletes a thread for good, with all that is kept beside it. @throws CodexError `thread-in-use` while another thread begins with its lines. */
  delete(id: string): Promise<void>;
}

/** Where the goals of threads are kept. */
export interface GoalStore {
  /** What the thread of that id works towards; undefined where it has no goal, or is not kept. */
  readGoal(id: string): Promise<Goal | undefined>;
  /** Settles when the goal is kept; undefined takes it away. */
  writeGoal(id: string, goal: Goal | undefined): Promise<void>;
}

/** What a list shows of a saved thread. Times are in milliseconds since 1970. */
export interface ThreadSummary {
  readonly id: string;
  /** The file with the thread's latest lines. */
  readonly path: string;
  readonly isArchived: boolean;
  readonly name: string | undefined;
  /** What the user said first; undefined before that, or when it is not near the beginning of the file. */
  readonly preview: string | undefined;
  readonly createdAt: number;
  /** When the thread was written to last. */
  readonly updatedAt: number;
  readonly sizeBytes: number;
  /** What the thread's first line says; undefined when that is damaged. */
  readonly meta: Omit<SessionMeta, "instructions"> | undefined;
  /** What the latest turn ran under, as far as the file says near its end or its beginning. */
  readonly settings: SavedSettings;
}

export interface SavedThread {
  readonly summary: ThreadSummary;
  /** In order. A turn that no record says the end of was interrupted; a thread that runs elsewhere knows better. */
  readonly turns: readonly TurnView[];
  /** What the latest turn ran under. */
  readonly settings: SavedSettings;
  /** Tokens of all turns; undefined where the file does not count them. */
  readonly usage: TokenUsage | undefined;
  /** Tokens of the last request. */
  readonly lastUsage: TokenUsage | undefined;
  /** What was passed over, one sentence each. */
  readonly warnings: readonly string[];
}

export type ForkCut = { readonly beforeTurnId: string } | { readonly lastTurnId: string };

/** Where the copy goes on; default: where the thread itself is. */
export interface ForkPlace {
  readonly cwd?: string;
}

export type ThreadSortKey = "created" | "updated";

/** Filters that are left out let everything through. */
export interface ThreadQuery {
  /** Where the page before ended: the `nextCursor` of a list with the same order, or its `backwardsCursor` with the other direction. */
  readonly cursor?: string | undefined;
  /** Default: 50. */
  readonly limit?: number | undefined;
  /** Default: `created`. */
  readonly sortKey?: ThreadSortKey | undefined;
  /** Default: `desc`, the latest first. */
  readonly direction?: "asc" | "desc" | undefined;
  /** Default: false. */
  readonly isArchived?: boolean | undefined;
  /** Only threads in which the user has said something. Default: false. */
  readonly isBegun?: boolean | undefined;
  /** Folders in which the threads began; those that do not say where count too. */
  readonly cwds?: readonly string[] | undefined;
  readonly modelProviders?: readonly string[] | undefined;
  /** See `isOfKind`. */
  readonly sourceKinds?: readonly SourceKind[] | undefined;
  readonly originators?: readonly string[] | undefined;
  readonly parentThreadId?: string | undefined;
  readonly includedIds?: readonly string[] | undefined;
  readonly excludedIds?: readonly string[] | undefined;
  /** Part of the name or of the preview, in any case. */
  readonly search?: string | undefined;
}

export interface ThreadPage {
  readonly threads: readonly ThreadSummary[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
  /** For the other direction: what comes before this page. Undefined when the page is empty. */
  readonly backwardsCursor: string | undefined;
}

export type SourceKind =
  | "cli"
  | "vscode"
  | "exec"
  | "appServer"
  | "subAgent"
  | "subAgentReview"
  | "subAgentCompact"
  | "subAgentThreadSpawn"
  | "subAgentOther"
  | "unknown";
