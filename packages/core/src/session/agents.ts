import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { AgentRole } from "../agents/agent-role.js";
import type { AgentStatus } from "../agents/agent-status.js";
import type { McpSettings } from "../config/config.js";
import type { UserInput } from "../items/user-input.js";
import type { Effort } from "../model/effort.js";
import type { Turn } from "./turn.js";

/** A subagent: a thread that works for another thread. */
export interface AgentInfo {
  readonly threadId: string;
  /** The name that people and the model use. */
  readonly nickname: string;
  /** Its path in the session's tree of subagents, such as `/root/tests`; undefined for subagents identified by thread id. */
  readonly path: string | undefined;
  readonly role: string | undefined;
  readonly model: string;
  readonly effort?: Effort | undefined;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly status: AgentStatus;
}

/** A subagent's position relative to the thread that it works for. */
export interface AgentPlace {
  readonly nickname: string;
  readonly path?: string | undefined;
  readonly role: string | undefined;
  /** The parent: the thread that it works for. */
  readonly parentId: string;
  /** The parent's rollout file. */
  readonly parentPath: string | undefined;
  /** The session's main thread. */
  readonly rootId: string;
  /** 1 for a direct child of the main thread. */
  readonly depth: number;
}

/** Why a request was refused, for the model to read. */
export interface Refusal {
  readonly refusal: string;
}

export interface SpawnRequest {
  readonly input: readonly UserInput[];
  readonly role: string | undefined;
  readonly model: string | undefined;
  readonly effort: Effort | undefined;
  /** The last segment of its path. */
  readonly taskName?: string | undefined;
  /** How much of the parent's conversation it starts with: all, nothing, or the last N turns (N ≥ 1). */
  readonly forks: Forks;
}

export type Forks = "all" | "none" | number;

/** A message between two threads of the session, addressed by path. The recipient reads it with its next request. */
export interface AgentMail {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface SendOptions {
  /** Whether to interrupt the recipient's current turn first. */
  readonly interrupt: boolean;
  /** The sender's turn. */
  readonly turn: Turn;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * A session's subagents, from the point of view of one of its threads. Failures are returned as a `Refusal`; methods throw only if the turn
 * itself ends.
 */
export interface Agents extends AsyncDisposable {
  /** Whether this thread may have subagents: false at the maximum depth. */
  readonly areAllowed: boolean;
  /** This thread's own path; undefined if subagents are identified by id. */
  readonly path: string | undefined;
  readonly roles: readonly AgentRole[];
  /** Returns undefined if no subagent of the session has this id. */
  find(threadId: string): AgentInfo | undefined;
  /** Finds named subagents from earlier processes and adds them to the list. */
  recall(): Promise<void>;
  /** All subagents of the session, sorted by path. */
  list(): readonly AgentInfo[];
  /** The main thread's path, id and status. */
  root(): Pick<AgentInfo, "threadId" | "status"> & { readonly path: string };
  /** Calls the listener when the status of any open subagent changes. */
  onChange(listener: () => void): Disposable;
  spawn(parent: Turn, request: SpawnRequest): Promise<AgentInfo | Refusal>;
  /** Gives a subagent of this thread more input: joins its running turn or starts one. Returns the id of that turn. */
  send(threadId: string, input: readonly UserInput[], options: SendOptions): Promise<string | Refusal>;
  /**
   * Sends a message to another thread of the session, which may be the main thread. Returns the subagent that received it. Starts no turn.
   */
  post(mail: AgentMail, turn: Turn): Promise<AgentInfo | Refusal | undefined>;
  /** Sends a subagent a task under the same header as such messages; see `send`. */
  assign(threadId: string, task: AgentMail, turn: Turn): Promise<Refusal | undefined>;
  /** Waits until at least one of them is at rest and returns those that are. Returns none on timeout. */
  wait(threadIds: readonly string[], options: WaitOptions): Promise<readonly AgentInfo[]>;
  /** Closes the subagent and returns its previous state. */
  close(threadId: string): Promise<AgentInfo | Refusal>;
  /** Reopens a subagent that was closed, or that the thread had in an earlier process. */
  resume(threadId: string, turn: Turn): Promise<AgentInfo | Refusal>;
  /** Interrupts the subagent's work, if any, without closing it. Returns its previous state. */
  stop(threadId: string): Promise<AgentInfo | Refusal>;
  /** Gives this thread's subagents its new MCP servers, in addition to those of their roles. */
  changeServers(settings: McpSettings): Promise<void>;
  /** Interrupts the work of this thread's subagents without closing them. */
  interrupt(): void;
}
