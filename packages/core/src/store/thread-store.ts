import type { Goal } from "../items/goal.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { TurnView } from "../items/turn-view.js";
import type { LoadedRollout } from "../rollout/load-rollout.js";
import type { SavedSettings } from "../rollout/saved-settings.js";
import type { SessionMeta } from "../rollout/session-meta.js";

/**
 * Stores threads. The built-in store keeps files below `CODEX_HOME`; a program that embeds the engine may provide its own. Methods
 * that take a thread's id throw CodexError `conversation-not-found` if there is none.
 */
export interface ThreadStore extends GoalStore {
  /** A page of the saved threads. @throws CodexError `cursor-invalid` */
  list(query?: ThreadQuery): Promise<ThreadPage>;
  /** A thread, archived or not. */
  find(id: string): Promise<ThreadSummary>;
  /**
   * A thread with everything that was shown of it.
   * @throws CodexError `rollout-invalid` if its file cannot be read.
   */
  read(id: string): Promise<SavedThread>;
  /** @throws CodexError `request-invalid` for a blank name. */
  rename(id: string, name: string): Promise<void>;
  /**
   * Creates a thread that starts as a copy of this one, with its name and with all of its turns, those up to and including
   * `lastTurnId`, or those before `beforeTurnId`.
   * @throws CodexError `request-invalid` if there is no such turn.
   */
  fork(id: string, cut?: ForkCut, place?: ForkPlace): Promise<ThreadSummary>;
  /**
   * Removes a turn and all later ones, for viewers and for the model. The thread must not be open: reopen it afterwards.
   * @throws CodexError `request-invalid` if there is no such turn.
   */
  revert(id: string, beforeTurnId: string): Promise<ThreadSummary>;
  /** Archives a thread: lists leave it out until it is unarchived. */
  archive(id: string): Promise<void>;
  /** Unarchives a thread. */
  unarchive(id: string): Promise<ThreadSummary>;
  /** The thread's queued input in order, as it was written; a thread that is not stored has none. */
  readQueue(id: string): Promise<readonly unknown[]>;
  /** Replaces the queue by what `change` makes of the stored one, which nobody else changes meanwhile. Settles when it is stored. */
  changeQueue(id: string, change: (queue: readonly unknown[]) => readonly unknown[]): Promise<void>;
  /** Keeps other processes from starting a turn with queued input, until it is disposed. */
  lockQueueStart(id: string): Promise<AsyncDisposable>;
  /** The thread's read state as it was written; undefined if there is none. */
  readReadState(id: string): Promise<unknown>;
  /** Settles when it is stored. */
  writeReadState(id: string, state: unknown): Promise<void>;
  /**
   * Deletes a thread permanently, with everything stored besides it.
   * @throws CodexError `thread-in-use` while another thread continues its file.
   */
  delete(id: string): Promise<void>;
}

/** Stores the goals of threads. */
export interface GoalStore {
  /** The goal of the thread with that id; undefined if it has none or is not stored. */
  readGoal(id: string): Promise<Goal | undefined>;
  /** Settles when the goal is stored; undefined removes it. */
  writeGoal(id: string, goal: Goal | undefined): Promise<void>;
}

/** What a list shows of a saved thread. Times are in milliseconds since 1970. */
export interface ThreadSummary {
  readonly id: string;
  /** The file with the thread's latest lines. */
  readonly path: string;
  readonly isArchived: boolean;
  readonly name: string | undefined;
  /** The user's first message; undefined if there is none near the start of the file. */
  readonly preview: string | undefined;
  readonly createdAt: number;
  /** When the thread was last written to. */
  readonly updatedAt: number;
  readonly sizeBytes: number;
  /** The metadata in the thread's first line; undefined if it is damaged. */
  readonly meta: Omit<SessionMeta, "instructions"> | undefined;
  /** The settings of the latest turn, as far as they are found near the file's end or start. */
  readonly settings: SavedSettings;
}

export interface SavedThread {
  readonly summary: ThreadSummary;
  /** In order. A turn without a recorded end was interrupted, unless the thread runs elsewhere. */
  readonly turns: readonly TurnView[];
  /** The settings of the latest turn. */
  readonly settings: SavedSettings;
  /** Tokens of all turns; undefined if the file does not count them. */
  readonly usage: TokenUsage | undefined;
  /** Tokens of the last request. */
  readonly lastUsage: TokenUsage | undefined;
  /** One sentence for each skipped line. */
  readonly warnings: readonly string[];
  /** What `newThread` continues it from, if it is stored in a file. */
  readonly rollout?: LoadedRollout | undefined;
}

export type ForkCut = { readonly beforeTurnId: string } | { readonly lastTurnId: string };

/** What the copy has of its own. */
export interface ForkPlace {
  /** Where it continues. Default: where the thread itself is. */
  readonly cwd?: string | undefined;
  /** Its purpose, in the client's words. Default: none. */
  readonly threadSource?: string | undefined;
}

export type ThreadSortKey = "created" | "updated";

/** Omitted filters match everything. */
export interface ThreadQuery {
  /**
   * Where the previous page ended: the `nextCursor` of a list with the same order, or its `backwardsCursor` with the other
   * direction.
   */
  readonly cursor?: string | undefined;
  /** Default: 50. */
  readonly limit?: number | undefined;
  /** Default: `created`. */
  readonly sortKey?: ThreadSortKey | undefined;
  /** Default: `desc`, the latest first. */
  readonly direction?: "asc" | "desc" | undefined;
  /** Default: false. */
  readonly isArchived?: boolean | undefined;
  /** Only threads that contain a user message. Default: false. */
  readonly isBegun?: boolean | undefined;
  /** Folders in which the threads started; threads that do not say where match too. */
  readonly cwds?: readonly string[] | undefined;
  readonly modelProviders?: readonly string[] | undefined;
  /** See `isOfKind`. */
  readonly sourceKinds?: readonly SourceKind[] | undefined;
  readonly originators?: readonly string[] | undefined;
  readonly parentThreadId?: string | undefined;
  readonly includedIds?: readonly string[] | undefined;
  readonly excludedIds?: readonly string[] | undefined;
  /** Part of the name or of the preview, ignoring case. */
  readonly search?: string | undefined;
}

export interface ThreadPage {
  readonly threads: readonly ThreadSummary[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
  /** For the other direction: what precedes this page. Undefined if the page is empty. */
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
