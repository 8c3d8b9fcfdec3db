import type { McpConnectionManager } from "@codex/mcp-client";
import type { EventMsg, ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import type { InstructionFiles } from "../context/instruction-files.js";
import type { CodexError } from "../error.js";
import { EventHub } from "../events/event-hub.js";
import { ExecCommandSessions } from "../exec/exec-command-sessions.js";
import type { ExecRunner } from "../exec/exec-types.js";
import type { CarriedContext } from "../history/carried-context.js";
import { ConversationHistory } from "../history/conversation-history.js";
import type { JsonSchema } from "../model/output-format.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { CommandRules } from "../rules/command-rules.js";
import { SessionRoots } from "../safety/roots/session-roots.js";
import type { CustomTool } from "../specs/custom-tool.js";
import { Approvals } from "./approvals.js";
import { TaskRunner } from "./task-runner.js";
import type { ModelClientFactory } from "./turn-context.js";

/** The outside world of one session: each is disposed with it unless its owner is named otherwise. */
export interface SessionServices {
  /** Runs commands; owned by the conversation manager, shared by its conversations. */
  readonly exec: ExecRunner;
  /** False where the system has no way to confine commands. */
  readonly hasSandbox: boolean;
  readonly mcp: McpConnectionManager | undefined;
  readonly createModelClient: ModelClientFactory;
  /** Tools that the embedding program brings. */
  readonly customTools: readonly CustomTool[];
}

export interface SessionParts {
  readonly id: string;
  readonly config: Config;
  readonly services: SessionServices;
  readonly rollout: RolloutRecorder | undefined;
  readonly userInstructions: string | undefined;
  readonly instructionFiles: InstructionFiles;
  readonly rules: CommandRules;
  readonly outputSchema?: JsonSchema | undefined;
}

/** The state of one conversation: its transcript, its running task, what was approved, and who listens. */
export class Session {
  readonly id: string;
  readonly config: Config;
  readonly services: SessionServices;
  readonly rollout: RolloutRecorder | undefined;
  readonly userInstructions: string | undefined;
  readonly instructionFiles: InstructionFiles;
  /** What the user's rules files say about commands. */
  readonly rules: CommandRules;
  /** What the model's final messages are to fit. */
  readonly outputSchema: JsonSchema | undefined;
  readonly hub = new EventHub();
  readonly approvals = new Approvals();
  /** The folders that its commands may write, as they were when it began. */
  readonly roots: SessionRoots;
  readonly history = new ConversationHistory();
  readonly tasks = new TaskRunner((submissionId, msg) => this.publish(submissionId, msg));
  /** What `exec_command` started and has not ended yet. */
  readonly terminals: ExecCommandSessions;
  /** What the latest compaction keeps word for word; part of the model's instructions from then on. */
  carried: CarriedContext | undefined;
  /** Tokens that the last request of this session took, as the model's server counted them. */
  lastTokenTotal = 0;
  /** Why the latest turn failed, or why none of its commands could run. */
  lastFailure: CodexError | undefined;
  #pendingInput: ResponseItem[] = [];
  #rolloutFailed = false;
  readonly #beside = new Set<Promise<void>>();

  constructor(parts: SessionParts) {
    this.id = parts.id;
    this.config = parts.config;
    this.roots = new SessionRoots({ env: parts.config.env, codexHome: parts.config.codexHome });
    this.roots.learn(parts.config.sandboxPolicy, parts.config.cwd);
    this.services = parts.services;
    this.terminals = new ExecCommandSessions(parts.services.exec);
    this.rollout = parts.rollout;
    this.userInstructions = parts.userInstructions;
    this.instructionFiles = parts.instructionFiles;
    this.rules = parts.rules;
    this.outputSchema = parts.outputSchema;
  }

  publish(submissionId: string, msg: EventMsg): void {
    this.hub.publish({ id: submissionId, msg });
  }

  /** Adds items to the rollout file and then to the transcript. */
  async record(items: readonly ResponseItem[]): Promise<void> {
    await this.persist(items, { startsRecord: true });
    this.history.add(items);
  }

  /** Writes items to the rollout file; returns once they are written, so that they can be acted upon. */
  async persist(items: readonly ResponseItem[], options: { startsRecord: boolean }): Promise<void> {
    if (this.rollout === undefined) return;
    try {
      if (options.startsRecord) await this.rollout.recordGroup();
      if (items.length > 0) await this.rollout.recordItems(items);
    } catch (error) {
      this.#reportRolloutFailure(error);
    }
  }

  /** Writes a compaction to the rollout file, so that a resumed session starts from the summary too. */
  async persistCompaction(compaction: { summary: string; carried: CarriedContext }): Promise<void> {
    try {
      await this.rollout?.recordCompaction(compaction);
    } catch (error) {
      this.#reportRolloutFailure(error);
    }
  }

  /** Keeps input for the running task, which takes it before its next request to the model. */
  inject(item: ResponseItem): void {
    this.#pendingInput.push(item);
  }

  takePendingInput(): ResponseItem[] {
    const items = this.#pendingInput;
    this.#pendingInput = [];
    return items;
  }

  get hasPendingInput(): boolean {
    return this.#pendingInput.length > 0;
  }

  /** Aborts the running task and forgets the input that waited for it. */
  interrupt(): boolean {
    this.#pendingInput = [];
    return this.tasks.abort("interrupted");
  }

  /** Lets work go on beside what comes next; its failure is told as an error of that submission. */
  runBeside(submissionId: string, work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => {
        this.publish(submissionId, { type: "error", message: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => this.#beside.delete(settled));
    this.#beside.add(settled);
  }

  /** Ends everything the session started; events already sent stay readable. */
  async close(): Promise<void> {
    this.interrupt();
    await this.tasks.settled();
    await Promise.all(this.#beside);
    await this.terminals[Symbol.asyncDispose]();
    await this.rollout?.close();
    await this.services.mcp?.[Symbol.asyncDispose]();
  }

  #reportRolloutFailure(error: unknown): void {
    if (this.#rolloutFailed) return;
    this.#rolloutFailed = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.publish("", {
      type: "error",
      message: `This session can no longer be saved, so it cannot be resumed later: ${reason}`,
    });
  }
}
