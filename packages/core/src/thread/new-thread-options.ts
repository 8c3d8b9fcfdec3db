import type { Config } from "../config/config.js";
import type { Ask } from "../items/question.js";
import type { ModelClientOptions } from "../model/model-client.js";
import type { AgentPlace } from "../session/agents.js";
import type { CustomTool } from "../specs/custom-tool.js";
import type { CreateThreadOptions, ThreadStartOptions } from "./create-thread-options.js";
import type { Thread } from "./thread.js";

export interface NewThreadOptions extends ThreadStartOptions {
  /** Tools offered to the model in this thread, in addition to those of all threads. */
  readonly tools?: readonly CustomTool[] | undefined;
  /** Sent as `User-Agent`. Default: the manager's. */
  readonly userAgent?: string | undefined;
  /** Called when an answer to the thread or to one of its subagents says how much of its limits the account has used. */
  readonly onRateLimits?: ModelClientOptions["onRateLimits"];
  /** Called for each subagent that the thread's model starts, before it gets its task. */
  readonly onAgent?: OnAgent | undefined;
}

/** A thread that is a subagent. */
export interface NewAgentOptions extends NewThreadOptions {
  readonly agent: AgentPlace;
  /** The subagents that it may have itself. */
  readonly agents: NonNullable<CreateThreadOptions["agents"]>;
}

/** A subagent that has been opened and has no task yet. */
export interface OpenedAgent {
  readonly thread: Thread;
  /** The parent: the thread that it works for. */
  readonly parentId: string;
  readonly config: Config;
}

/**
 * Called for each new subagent. Returns who answers the questions of its turns; undefined: whoever answers for the turn that started it.
 */
export type OnAgent = (opened: OpenedAgent) => Ask | undefined;
