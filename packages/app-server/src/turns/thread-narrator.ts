import { randomUUID } from "node:crypto";
import type { TokenUsageBreakdown } from "@codex/app-server-protocol/thread";
import {
  type Answer,
  type Notice,
  type NoticeLocation,
  type Question,
  replayEvents,
  type ThreadEventBody,
  type TokenUsage,
  type TurnInfo,
} from "@codex/core";
import { toldGoal } from "../goals/wire-goal.js";
import { type Told, tell } from "./tell.js";
import { ThreadActivity } from "./thread-activity.js";
import { TurnItems } from "./turn-items.js";
import { wireError, wireTurn } from "./wire-turn.js";

type Usage = Extract<ThreadEventBody, { type: "usage" }>;

/** Tells what a thread does in the notifications of this wire, in its order. */
export class ThreadNarrator {
  readonly activity = new ThreadActivity();
  readonly #threadId: string;
  readonly #write: (told: Told) => void;
  readonly #terminals = new Map<string, string>();
  #items: TurnItems | undefined;
  /** Tokens of a request whose calls are still being done. */
  #usage: Usage | undefined;
  /** The answer was no: that the thread no longer waits is told after the item's end. */
  #isStatusDue = false;
  /** The diff that was told last, with no item after it. */
  #lastDiff: string | undefined;
  /** A review whose start is not told yet. */
  #reviewStart: TurnInfo | undefined;
  /** The running review and the id that its start was told under. */
  #reviewer: { readonly turnId: string; readonly toldId: string } | undefined;

  constructor(threadId: string, write: (told: Told) => void) {
    this.#threadId = threadId;
    this.#write = write;
  }

  /** The id that clients know an item of the running turn by. */
  wireItemId(itemId: string | undefined): string | undefined {
    return this.#items?.wireId(itemId);
  }

  /** The id that clients know a command by which goes on in a terminal. */
  terminalItemId(processId: string): string | undefined {
    return this.#terminals.get(processId) ?? this.#items?.terminalItemId(processId);
  }

  /** The engine's id of a turn that a client names. */
  turnIdOf(toldId: string): string {
    return toldId === this.#reviewer?.toldId ? this.#reviewer.turnId : toldId;
  }

  /** The answer to the question could not be read, or was an error: what was asked about fails. */
  answerUnreadable(question: Question): void {
    this.#items?.refuse(question, "unreadable");
  }

  event(event: ThreadEventBody): void {
    switch (event.type) {
      case "turn-started":
        return this.#startTurn(event.turn);
      case "item-started":
        this.#lastDiff = undefined;
        this.#items?.start(event.item);
        return this.#tellReviewStart();
      case "item-updated":
        return this.#items?.update(event.itemId, event.update);
      case "item-ended":
        this.#items?.end(event.item);
        this.#tellDueStatus();
        return this.#tellUsage();
      case "question-asked":
        return this.#ask(event.question);
      case "question-settled":
        return this.#settle(event.question, event.answer);
      case "usage":
        this.#usage = event;
        return this.#tellUsage();
      case "turn-diff": {
        const { turnId, diff } = event;
        if (diff === this.#lastDiff) return;
        this.#lastDiff = diff;
        return this.#write(tell("turn/diff/updated", { threadId: this.#threadId, turnId, diff }));
      }
      case "notice":
        return this.#notice(event, event.turnId);
      case "turn-ended":
        return this.#endTurn(event.turn);
      case "reverted":
        return this.#write(tell("thread/reverted", { threadId: this.#threadId }));
      case "goal":
        return this.#write(toldGoal(this.#threadId, event.goal, event.turnId));
      case "continued":
        for (const told of replayEvents(event.turns)) this.event(told);
        return;
      case "closed":
        return;
      default:
        event satisfies never;
    }
  }

  #startTurn(turn: TurnInfo): void {
    this.#items = new TurnItems({
      threadId: this.#threadId,
      turnId: turn.id,
      terminals: this.#terminals,
      write: this.#write,
    });
    this.activity.begin();
    this.#tellStatus();
    if (turn.kind === "review") this.#reviewStart = turn;
    else this.#write(tell("turn/started", { threadId: this.#threadId, turn: wireTurn(turn) }));
  }

  /** Parity: codex 0.171.0 tells of it after the review mode was entered, under the id of the reviewer's own turn. */
  #tellReviewStart(): void {
    const turn = this.#reviewStart;
    if (turn === undefined) return;
    this.#reviewStart = undefined;
    this.#reviewer = { turnId: turn.id, toldId: randomUUID() };
    const started = { ...wireTurn(turn), id: this.#reviewer.toldId, rootTurnId: turn.id };
    this.#write(tell("turn/started", { threadId: this.#threadId, turn: started }));
  }

  #endTurn(turn: TurnInfo): void {
    const { error, status } = turn;
    this.#tellDueStatus();
    this.#tellReviewStart();
    this.#reviewer = undefined;
    if (status === "completed") this.#items?.finish();
    if (this.#usage !== undefined) this.#tellUsage({ now: true });
    if (error !== undefined) {
      const params = { threadId: this.#threadId, turnId: turn.id, error: wireError(error), willRetry: false };
      this.#write(tell("error", params));
    }
    const lastMessage = status === "completed" ? this.#items?.lastMessage : undefined;
    this.#items = undefined;
    this.activity.end(status === "failed");
    this.#tellStatus();
    const told = wireTurn(turn, lastMessage === undefined ? [] : [lastMessage]);
    this.#write(tell("turn/completed", { threadId: this.#threadId, turn: told }));
  }

  /** A command is shown once it is known to wait; a patch waits once it is shown. */
  #ask(question: Question): void {
    if (question.kind === "patch") this.#items?.ask(question);
    this.activity.wait(question);
    this.#tellStatus();
    if (question.kind !== "patch") this.#items?.ask(question);
  }

  #settle(question: Question, { type }: Answer): void {
    if (type === "cancelled") this.#items?.refuse(question, "cancelled");
    this.activity.settle(question);
    this.#isStatusDue = true;
    if (question.kind !== "command" || type === "approved") this.#tellDueStatus();
  }

  /** The question was taken back, by the end of its turn or by who asked. */
  leave(question: Question): void {
    this.#items?.refuse(question, "cancelled");
  }

  /** The same, later: a turn that goes on does not wait any more. */
  left(question: Question): void {
    if (!this.activity.isWaiting(question)) return;
    this.activity.settle(question);
    this.#tellStatus();
  }

  #tellStatus(): void {
    this.#isStatusDue = false;
    const { status } = this.activity;
    this.#write(tell("thread/status/changed", { threadId: this.#threadId, status }));
  }

  #tellDueStatus(): void {
    if (this.#isStatusDue) this.#tellStatus();
  }

  /** Tokens are told of when what the model called for is done. */
  #tellUsage({ now = false } = {}): void {
    const usage = this.#usage;
    if (usage === undefined || (!now && this.#items?.hasOpenCall === true)) return;
    this.#usage = undefined;
    this.#write(tell("thread/tokenUsage/updated", usageParams(this.#threadId, usage.turnId, usage)));
  }

  #notice({ code, level, message, retry, location }: Notice, turnId: string | undefined): void {
    const threadId = this.#threadId;
    if (code === "stream-retry" && turnId !== undefined) {
      const codexErrorInfo = { responseStreamDisconnected: { httpStatusCode: retry?.error.httpStatus ?? null } };
      const error = { message, codexErrorInfo, additionalDetails: retry?.error.message ?? null };
      return this.#write(tell("error", { threadId, turnId, error, willRetry: true }));
    }
    // Requests that are sent again are nothing to tell unless they fail for good.
    if (code === "request-retry" || level === "info") return;
    if (code === "rules-broken" && location !== undefined) {
      return this.#write(
        tell("configWarning", brokenFile("Rules about commands that do not count", message, location)),
      );
    }
    this.#write(tell("warning", { threadId, message }));
  }
}

function brokenFile(summary: string, details: string, { file: path, line, column = 1 }: NoticeLocation) {
  if (line === undefined) return { summary, details, path };
  return { summary, details, path, range: { start: { line, column }, end: { line, column } } };
}

/** What `thread/tokenUsage/updated` says. */
export function usageParams(
  threadId: string,
  turnId: string,
  usage: { readonly last: TokenUsage; readonly total: TokenUsage; readonly contextWindow?: number | undefined },
) {
  const { last, total, contextWindow } = usage;
  return {
    threadId,
    turnId,
    tokenUsage: {
      last: breakdown(last),
      total: breakdown(total),
      modelContextWindow: contextWindow ?? null,
    },
  };
}

function breakdown(usage: TokenUsage): TokenUsageBreakdown {
  return {
    inputTokens: usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens ?? 0,
    cacheWriteInputTokens: 0,
    outputTokens: usage.outputTokens,
    reasoningOutputTokens: usage.reasoningOutputTokens ?? 0,
    totalTokens: usage.totalTokens,
  };
}
