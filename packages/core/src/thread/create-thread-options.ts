import type { McpServerStartup } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import type { OpenDocuments } from "../files/open-documents.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { RolloutJournal } from "../rollout/rollout-journal.js";
import type { SessionSource } from "../rollout/session-meta.js";
import type { AgentPlace, Agents } from "../session/agents.js";
import type { SessionServices } from "../session/session.js";

export interface CreateThreadOptions {
  readonly config: Config;
  /** Made per session, since the id is part of what the model's client sends. */
  readonly services: (sessionId: string) => Omit<SessionServices, "mcp" | "documents" | "agents">;
  /** Starts from these items instead of an empty transcript (a fork). */
  readonly initialHistory?: readonly ResponseItem[] | undefined;
  /** Goes on with this rollout file. */
  readonly resumePath?: string | undefined;
  /** Whether it begins as a copy of another thread; hooks of its start are told. */
  readonly isFork?: boolean | undefined;
  /** Keeps no rollout file. */
  readonly ephemeral?: boolean | undefined;
  /** Makes a new thread's rollout file with the first turn, not before. */
  readonly isKeptWithFirstTurn?: boolean | undefined;
  /** Kept in the rollout of a new thread, for whoever loads it: tools that a client brings along, in the words of its wire. */
  readonly dynamicTools?: readonly unknown[] | undefined;
  /** Of a new thread. Default: a random one. */
  readonly threadId?: string | undefined;
  readonly journal?: RolloutJournal | undefined;
  /** What the model is told of calls that the rollout has no output of. Default: that they were aborted. */
  readonly unknownOutcome?: string | undefined;
  readonly source?: SessionSource | undefined;
  readonly threadSource?: string | undefined;
  readonly originator?: string | undefined;
  readonly documents?: OpenDocuments | undefined;
  /** The helpers that the thread of that id may have. */
  readonly agents?: ((threadId: string) => Agents) | undefined;
  /** Where it is a helper itself. */
  readonly agent?: AgentPlace | undefined;
  /** Roles of helpers that are not used, for the user. */
  readonly roleWarnings?: readonly string[] | undefined;
  readonly platform: NodeJS.Platform;
  /** Our version, told to MCP servers. */
  readonly version: string;
  /** Told how the MCP servers of the thread, whose id is `threadId`, start. */
  readonly onMcpStartup?: ((startup: McpServerStartup & { readonly threadId: string }) => void) | undefined;
  /** Gives up what has not started yet. */
  readonly signal: AbortSignal;
  /** Told of everything that happens in the thread, from the first event on. */
  readonly onThreadEvent?: ((event: ThreadEvent) => void) | undefined;
}
