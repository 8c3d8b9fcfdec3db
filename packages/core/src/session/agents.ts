import type { SandboxPolicy } from "@codex/protocol";
import type { AgentRole } from "../agents/agent-role.js";
import type { AgentStatus } from "../agents/agent-status.js";
import type { McpSettings } from "../config/config.js";
import type { UserInput } from "../items/user-input.js";
import type { Effort } from "../model/effort.js";
import type { Turn } from "./turn.js";

/** A helper: a thread that works for another one. */
export interface AgentInfo {
  readonly threadId: string;
  /** What people and models call it. */
  readonly nickname: string;
  /** Where it stands in the session's tree of helpers, such as `/root/tests`; undefined for those that go by their id. */
  readonly path: string | undefined;
  readonly role: string | undefined;
  readonly model: string;
  readonly effort?: Effort | undefined;
  readonly sandboxPolicy: SandboxPolicy;
  readonly status: AgentStatus;
}

/** What a helper is to the thread that it works for. */
export interface AgentPlace {
  readonly nickname: string;
  readonly path?: string | undefined;
  readonly role: string | undefined;
  /** The thread that it works for. */
  readonly parentId: string;
  /** Where that thread is saved. */
  readonly parentPath: string | undefined;
  /** The session's own thread. */
  readonly rootId: string;
  /** 1 for a helper of the session's own thread. */
  readonly depth: number;
}

/** Why something was not done, for the model to read. */
export interface Refusal {
  readonly refusal: string;
}

export interface SpawnRequest {
  readonly input: readonly UserInput[];
  readonly role: string | undefined;
  readonly model: string | undefined;
  readonly effort: Effort | undefined;
  /** The last part of its path. */
  readonly taskName?: string | undefined;
  /** With how much of what was said in the thread it starts: all of it, nothing, or the last turns, at least one. */
  readonly forks: Forks;
}

export type Forks = "all" | "none" | number;

/** A message from a thread of the session to another one, by their paths. It is read with what that one does next. */
export interface AgentMail {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface SendOptions {
  /** Whether it stops what it does first. */
  readonly interrupt: boolean;
  /** Who sends. */
  readonly turn: Turn;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * The helpers of a session, as one of its threads works with them. What cannot be done is a refusal; nothing of this throws but
 * what the turn's own end makes throw.
 */
export interface Agents extends AsyncDisposable {
  /** Whether this thread may have helpers: false for those that are deep enough. */
  readonly areAllowed: boolean;
  /** Where the thread itself stands, when helpers go by paths; undefined when they go by their ids. */
  readonly path: string | undefined;
  readonly roles: readonly AgentRole[];
  /** Undefined for an id that no helper of the session has. */
  find(threadId: string): AgentInfo | undefined;
  /** Looks for the helpers with names that the session had in an earlier process; they are in the list from then on. */
  recall(): Promise<void>;
  /** All of the session, in the order of their paths. */
  list(): readonly AgentInfo[];
  /** The session's own thread, by its path and id, and how far it is. */
  root(): Pick<AgentInfo, "threadId" | "status"> & { readonly path: string };
  /** Calls back when the status of one of those that are there changes. */
  onChange(listener: () => void): Disposable;
  spawn(parent: Turn, request: SpawnRequest): Promise<AgentInfo | Refusal>;
  /** Gives its helper more to do: at once, or with what it does. Gives the id of the turn that does it. */
  send(threadId: string, input: readonly UserInput[], options: SendOptions): Promise<string | Refusal>;
  /** Tells a thread of the session something, its own thread too; gives the helper that was told. Nothing is begun because of it. */
  post(mail: AgentMail, turn: Turn): Promise<AgentInfo | Refusal | undefined>;
  /** Gives the helper a task under the heads of such messages; see `send`. */
  assign(threadId: string, task: AgentMail, turn: Turn): Promise<Refusal | undefined>;
  /** Waits until one of them rests; gives those that do. None when the time is over. */
  wait(threadIds: readonly string[], options: WaitOptions): Promise<readonly AgentInfo[]>;
  /** Stops the helper; gives what it was before. */
  close(threadId: string): Promise<AgentInfo | Refusal>;
  /** Opens a helper again that was closed, or that the thread had in an earlier process. */
  resume(threadId: string, turn: Turn): Promise<AgentInfo | Refusal>;
  /** Stops what the helper does, if anything; it stays. Gives what it was before. */
  stop(threadId: string): Promise<AgentInfo | Refusal>;
  /** Those of this thread have its MCP servers from now on, beside those of their roles. */
  changeServers(settings: McpSettings): Promise<void>;
  /** Stops what the helpers of this thread do; they stay. */
  interrupt(): void;
}
