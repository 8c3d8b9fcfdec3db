import type { Config } from "../config/config.js";
import type { InstructionFiles } from "../context/instruction-files.js";
import type { ExecRunner } from "../exec/exec-runner.js";
import type { OpenDocuments } from "../files/open-documents.js";
import type { TokenUsage } from "../items/token-usage.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { CommandRules } from "../rules/command-rules.js";
import type { CustomTool } from "../specs/custom-tool.js";
import type { GoalStore } from "../store/thread-store.js";
import type { AgentPlace, Agents } from "./agents.js";
import type { McpServers } from "./mcp-servers.js";
import type { SessionEvents } from "./session-events.js";
import type { SessionHooks } from "./session-hooks.js";
import type { ModelClientFactory } from "./turn-context.js";

/** What one session uses from outside. Each service is disposed with the session, unless another owner is named. */
export interface SessionServices {
  /** Runs commands; owned by the thread manager and shared by its threads. */
  readonly exec: ExecRunner;
  /** False if the system cannot sandbox commands. */
  readonly hasSandbox: boolean;
  readonly mcp: McpServers;
  readonly createModelClient: ModelClientFactory;
  /** Tools of the embedding program. */
  readonly customTools: readonly CustomTool[];
  /** The thread's subagents; undefined if it may not have any. */
  readonly agents?: Agents | undefined;
  /** Files that are open in an editor. */
  readonly documents?: OpenDocuments | undefined;
}

export interface SessionOptions {
  readonly id: string;
  /** Our version. */
  readonly version: string;
  readonly config: Config;
  readonly services: SessionServices;
  readonly rollout: RolloutRecorder | undefined;
  /** Where its goal is stored; undefined if it cannot have one. */
  readonly goals?: GoalStore | undefined;
  /** Tokens that the thread has used before. */
  readonly usage: TokenUsage;
  readonly userInstructions: string | undefined;
  readonly instructionFiles: InstructionFiles;
  readonly rules: CommandRules;
  readonly hooks: SessionHooks;
  readonly events: SessionEvents;
  /** Set if the thread is a subagent. */
  readonly agentPlace?: AgentPlace | undefined;
}
