import type { McpServerStartup } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import type { OpenDocuments } from "../files/open-documents.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { RolloutJournal } from "../rollout/rollout-journal.js";
import type { SessionSource } from "../rollout/session-meta.js";
import type { AgentPlace, Agents } from "../session/agents.js";
import type { SessionServices } from "../session/session.js";
import type { SettingsChange } from "../session/turn-context.js";

/** What may be said of a thread that begins. */
export interface ThreadStartOptions {
  /** Starts from these items instead of an empty transcript (a fork). */
  readonly initialHistory?: readonly ResponseItem[] | undefined;
  /** Goes on with this rollout file. */
  readonly resumePath?: string | undefined;
  /** Whether it begins as a copy of another thread, in its rollout file at `resumePath`; hooks of its start are told. */
  readonly isFork?: boolean | undefined;
  /** Keeps no rollout file. */
  readonly ephemeral?: boolean | undefined;
  /**
   * Makes a new thread's rollout file with the first turn, not before. In that of a saved one nothing is written before there is more to
   * say than that it was opened, unless there is a journal: who only looks at a thread does not make it the latest.
   */
  readonly isKeptWithFirstTurn?: boolean | undefined;
  /** What its turns start from, in place of what the configuration says. */
  readonly initialSettings?: SettingsChange | undefined;
  /** The model is told that the latest turn of a saved thread was stopped, where that ended with its process. Default: false. */
  readonly tellsOfStop?: boolean | undefined;
  /** Kept in the rollout of a new thread, for whoever loads it: tools that a client brings along, in the words of its wire. */
  readonly dynamicTools?: readonly unknown[] | undefined;
  /** The id of a new thread, a UUID that no other has. Default: a random one. */
  readonly threadId?: string | undefined;
  /** Gets every line of the rollout before the file does. */
  readonly journal?: RolloutJournal | undefined;
  /** What the model is told of calls that the rollout has no output of. Default: that they were aborted. */
  readonly unknownOutcome?: string | undefined;
  /** What begins the thread: `cli`, `exec`, `vscode` … Kept in its rollout, where lists filter by it. */
  readonly source?: SessionSource | undefined;
  /** What the thread is for, in the words of whoever began it; kept there, too. */
  readonly threadSource?: string | undefined;
  /** The client's name, kept there too. */
  readonly originator?: string | undefined;
  /** Where the files are open; patches change the text there. */
  readonly documents?: OpenDocuments | undefined;
  /** Told how the MCP servers of the thread, whose id is `threadId`, start, before the thread is there. */
  readonly onMcpStartup?: ((startup: McpServerStartup & { readonly threadId: string }) => void) | undefined;
}

export interface CreateThreadOptions extends ThreadStartOptions {
  readonly config: Config;
  /** Made per session, since the id is part of what the model's client sends. */
  readonly services: (sessionId: string) => Omit<SessionServices, "mcp" | "documents" | "agents">;
  /** The helpers that the thread of that id may have. */
  readonly agents?: ((threadId: string) => Agents) | undefined;
  /** Where it is a helper itself. */
  readonly agent?: AgentPlace | undefined;
  /** Roles of helpers that are not used, for the user. */
  readonly roleWarnings?: readonly string[] | undefined;
  readonly platform: NodeJS.Platform;
  /** Our version, told to MCP servers. */
  readonly version: string;
  /** Gives up what has not started yet. */
  readonly signal: AbortSignal;
  /** Told of everything that happens in the thread, from the first event on. */
  readonly onThreadEvent?: ((event: ThreadEvent) => void) | undefined;
}
