import type { McpConnectionManager } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import type { InstructionFiles } from "../context/instruction-files.js";
import { ExecCommandSessions } from "../exec/exec-command-sessions.js";
import type { ExecRunner } from "../exec/exec-types.js";
import type { CarriedContext } from "../history/carried-context.js";
import { ConversationHistory } from "../history/conversation-history.js";
import type { Notice } from "../items/notice.js";
import type { ThreadEventBody } from "../items/thread-event.js";
import { addTokenUsage, NO_TOKENS, type TokenUsage } from "../items/token-usage.js";
import type { UserInput } from "../items/user-input.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { CommandRules } from "../rules/command-rules.js";
import { SessionRoots } from "../safety/roots/session-roots.js";
import type { CustomTool } from "../specs/custom-tool.js";
import { Approvals } from "./approvals.js";
import type { RunningTurn } from "./running-turn.js";
import type { SessionEvents } from "./session-events.js";
import type { ModelClientFactory } from "./turn-context.js";
import type { TurnRunner } from "./turn-runner.js";

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

/** What the user said while a turn was running. */
export interface PendingInput {
  readonly input: readonly UserInput[];
  readonly clientId: string | undefined;
  /** The same for the model. */
  readonly items: readonly ResponseItem[];
}

export interface SessionParts {
  readonly id: string;
  readonly config: Config;
  readonly services: SessionServices;
  readonly rollout: RolloutRecorder | undefined;
  readonly userInstructions: string | undefined;
  readonly instructionFiles: InstructionFiles;
  readonly rules: CommandRules;
  readonly events: SessionEvents;
}

/** The state of one conversation: its transcript, its running turn, what was approved, and who listens. */
export class Session {
  readonly id: string;
  readonly config: Config;
  readonly services: SessionServices;
  readonly rollout: RolloutRecorder | undefined;
  readonly userInstructions: string | undefined;
  readonly instructionFiles: InstructionFiles;
  /** What the user's rules files say about commands. */
  readonly rules: CommandRules;
  readonly events: SessionEvents;
  readonly approvals = new Approvals();
  /** The folders that its commands may write, as they were when it began. */
  readonly roots: SessionRoots;
  readonly history = new ConversationHistory();
  readonly turns: TurnRunner;
  /** What `exec_command` started and has not ended yet. */
  readonly terminals: ExecCommandSessions;
  /** What the latest compaction keeps word for word; part of the model's instructions from then on. */
  carried: CarriedContext | undefined;
  /** Tokens that the last request of this session took, as the model's server counted them. */
  lastTokenTotal = 0;
  /** Tokens of all requests since the session was opened. */
  #usage = NO_TOKENS;
  #pendingInput: PendingInput[] = [];
  #rolloutFailed = false;

  constructor(parts: SessionParts) {
    this.id = parts.id;
    this.events = parts.events;
    this.turns = parts.events.turns;
    this.config = parts.config;
    this.roots = new SessionRoots({ env: parts.config.env, codexHome: parts.config.codexHome });
    this.roots.learn(parts.config.sandboxPolicy, parts.config.cwd);
    this.services = parts.services;
    this.terminals = new ExecCommandSessions(parts.services.exec);
    this.rollout = parts.rollout;
    this.userInstructions = parts.userInstructions;
    this.instructionFiles = parts.instructionFiles;
    this.rules = parts.rules;
  }

  publish(event: ThreadEventBody): void {
    this.events.publish(event);
  }

  notice(notice: Notice, turnId?: string): void {
    this.publish({ type: "notice", turnId, ...notice });
  }

  /** Counts a request of the turn. */
  countTokens(turn: RunningTurn, last: TokenUsage): void {
    this.#usage = addTokenUsage(this.#usage, last);
    turn.reportUsage(last, this.#usage);
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

  /** Keeps input for the running turn, which takes it before its next request to the model. */
  inject(input: PendingInput): void {
    this.#pendingInput.push(input);
  }

  takePendingInput(): PendingInput[] {
    const pending = this.#pendingInput;
    this.#pendingInput = [];
    return pending;
  }

  get hasPendingInput(): boolean {
    return this.#pendingInput.length > 0;
  }

  /** Stops the running turn and forgets the input that waited for it. */
  interrupt(interruption: "interrupted" | "closed" = "interrupted"): boolean {
    this.#pendingInput = [];
    return this.turns.current?.interrupt(interruption) ?? false;
  }

  /** Ends everything the session started; events already sent stay readable. */
  async close(): Promise<void> {
    this.interrupt("closed");
    await this.turns.settled();
    await this.terminals[Symbol.asyncDispose]();
    await this.rollout?.close();
    await this.services.mcp?.[Symbol.asyncDispose]();
  }

  #reportRolloutFailure(error: unknown): void {
    if (this.#rolloutFailed) return;
    this.#rolloutFailed = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.notice({
      level: "error",
      code: "save-failed",
      message: `This session can no longer be saved, so it cannot be resumed later: ${reason}`,
    });
  }
}
