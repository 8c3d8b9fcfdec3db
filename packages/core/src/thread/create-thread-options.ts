import type { McpServerStartup } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import type { OpenDocuments } from "../files/open-documents.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { LoadedRollout } from "../rollout/load-rollout.js";
import type { RolloutJournal } from "../rollout/rollout-journal.js";
import type { SessionSource } from "../rollout/session-meta.js";
import type { AgentPlace, Agents } from "../session/agents.js";
import type { SessionServices } from "../session/session-options.js";
import type { SettingsChange } from "../session/turn-context.js";

/** Options for starting a thread. */
export interface ThreadStartOptions {
  /** Starts from these items instead of an empty transcript (a fork). */
  readonly initialHistory?: readonly ResponseItem[] | undefined;
  /** Continues this rollout file. */
  readonly resumePath?: string | undefined;
  /** What was just read from the file at `resumePath`, to read a long one only once. Default: it is read. */
  readonly loadedRollout?: LoadedRollout | undefined;
  /** Whether it starts as a copy of another thread, in the rollout file at `resumePath`; reported to its start hooks. */
  readonly isFork?: boolean | undefined;
  /** Why a new thread starts, as reported to its start hooks. Default: `startup`. */
  readonly startedBy?: "startup" | "clear" | undefined;
  /** Saves no rollout file. */
  readonly ephemeral?: boolean | undefined;
  /**
   * Creates a new thread's rollout file with its first turn. For a saved thread, delays writing until there is more to save than that it
   * was opened (unless there is a journal), so that looking at a thread does not make it the most recent one.
   */
  readonly isKeptWithFirstTurn?: boolean | undefined;
  /** The initial settings of its turns, instead of the configured ones. */
  readonly initialSettings?: SettingsChange | undefined;
  /** Tells the model that the latest turn of a saved thread was stopped, if it ended with its process. Default: false. */
  readonly reportsStopToModel?: boolean | undefined;
  /** A client's dynamic tools, in wire format; saved in a new thread's rollout for whoever loads it. */
  readonly dynamicTools?: readonly unknown[] | undefined;
  /** The id of a new thread: a new UUID. Default: random. */
  readonly threadId?: string | undefined;
  /** Receives every line of the rollout before it is written to the file. */
  readonly journal?: RolloutJournal | undefined;
  /** The output reported to the model for calls without one in the rollout. Default: that they were aborted. */
  readonly unknownOutcome?: string | undefined;
  /** What started the thread: `cli`, `exec`, `vscode` … Saved in the rollout; thread lists filter by it. */
  readonly source?: SessionSource | undefined;
  /** The thread's purpose, as named by the client that started it; saved in the rollout. */
  readonly threadSource?: string | undefined;
  /** The client's name; saved in the rollout. */
  readonly originator?: string | undefined;
  /** Files open in an editor; patches change the text there. */
  readonly documents?: OpenDocuments | undefined;
  /**
   * Creates the thread before its MCP servers have started, except for required ones; a notice reports one that fails later. Default: the
   * thread waits for all of them.
   */
  readonly startsServersMeanwhile?: boolean | undefined;
  /** Reports how the thread's MCP servers start, also before the thread exists; `threadId` is the thread's id. */
  readonly onMcpStartup?: ((startup: McpServerStartup & { readonly threadId: string }) => void) | undefined;
}

export interface CreateThreadOptions extends ThreadStartOptions {
  readonly config: Config;
  /** Created per session, because the model client sends the session's id. */
  readonly services: (sessionId: string) => Omit<SessionServices, "mcp" | "documents" | "agents">;
  /** Returns the subagents that a thread may have. */
  readonly agents?: ((threadId: string) => Agents) | undefined;
  /** Set if the thread is a subagent. */
  readonly agent?: AgentPlace | undefined;
  /** Warnings for the user about agent roles that cannot be used. */
  readonly roleWarnings?: readonly string[] | undefined;
  readonly platform: NodeJS.Platform;
  /** Our version, sent to MCP servers. */
  readonly version: string;
  /** Aborts whatever has not started yet. */
  readonly signal: AbortSignal;
  /** Called for every event of the thread, from the first one on. */
  readonly onThreadEvent?: ((event: ThreadEvent) => void) | undefined;
}
