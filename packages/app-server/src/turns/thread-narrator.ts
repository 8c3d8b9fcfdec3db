import { randomUUID } from "node:crypto";
import type { ThreadReadState } from "@codex/app-server-protocol/thread";
import { type Answer, type Item, type Question, replayEvents, type ThreadEventBody, type TurnInfo } from "@codex/core";
import { goalNotification } from "../goals/wire-goal.js";
import { noticeNotification } from "./notice-notification.js";
import { type Notification, notificationOf } from "./notification.js";
import { ThreadActivity } from "./thread-activity.js";
import { TurnItems } from "./turn-items.js";
import { usageAfterCompaction, usageParams } from "./usage-params.js";
import { wireError, wireTurn } from "./wire-turn.js";

type Usage = Extract<ThreadEventBody, { type: "usage" }>;

/** Translates a thread's events into notifications of this protocol, in its order. */
export class ThreadNarrator {
  readonly activity = new ThreadActivity();
  readonly #threadId: string;
  readonly #write: (notification: Notification) => void;
  readonly #terminals = new Map<string, string>();
  #items: TurnItems | undefined;
  /** Token usage of a request whose tool calls are still running. */
  #usage: Usage | undefined;
  #latestUsage: Usage | undefined;
  /** After a denial, the status change is sent after the item's end. */
  #isStatusDue = false;
  /** The last diff sent, if no item has started since. */
  #lastDiff: string | undefined;
  /** A review whose start has not been sent yet. */
  #reviewStart: TurnInfo | undefined;
  /** The running review, and the id that its start was sent with. */
  #reviewer: { readonly turnId: string; readonly wireId: string } | undefined;

  constructor(threadId: string, write: (notification: Notification) => void) {
    this.#threadId = threadId;
    this.#write = write;
  }

  /** The id by which clients know an item of the running turn. */
  wireItemId(itemId: string | undefined): string | undefined {
    return this.#items?.wireId(itemId);
  }

  /** The id by which clients know a command that continues in a terminal. */
  terminalItemId(processId: string): string | undefined {
    return this.#terminals.get(processId) ?? this.#items?.terminalItemId(processId);
  }

  /** The engine's id of a turn that a client names. */
  turnIdOf(wireId: string): string {
    return wireId === this.#reviewer?.wireId ? this.#reviewer.turnId : wireId;
  }

  /** The answer to the question was invalid or an error, so the item in question fails. */
  answerUnreadable(question: Question): void {
    this.#items?.refuse(question, "unreadable");
  }

  /** `unread`: what is unread after the turn whose end this event reports, if that has changed. */
  event(event: ThreadEventBody, unread?: ThreadReadState): void {
    switch (event.type) {
      case "turn-started":
        return this.#startTurn(event.turn);
      case "item-started":
        this.#lastDiff = undefined;
        this.#items?.start(event.item);
        return this.#sendReviewStart();
      case "item-updated":
        return this.#items?.update(event.itemId, event.update);
      case "item-ended":
        this.#sendCompacted(event.item);
        this.#items?.end(event.item);
        this.#sendDueStatus();
        return this.#sendUsage();
      case "question-asked":
        return this.#ask(event.question);
      case "question-settled":
        return this.#settle(event.question, event.answer);
      case "usage":
        this.#usage = event;
        this.#latestUsage = event;
        return this.#sendUsage();
      case "turn-diff": {
        const { turnId, diff } = event;
        if (diff === this.#lastDiff) return;
        this.#lastDiff = diff;
        return this.#write(notificationOf("turn/diff/updated", { threadId: this.#threadId, turnId, diff }));
      }
      case "notice":
        return this.#notice(event);
      case "turn-ended":
        return this.#endTurn(event.turn, unread);
      case "reverted":
        // Parity: codex 0.171.0 loads the thread anew.
        this.#write(
          notificationOf("thread/status/changed", { threadId: this.#threadId, status: { type: "notLoaded" } }),
        );
        this.#sendStatus();
        return this.#write(notificationOf("thread/reverted", { threadId: this.#threadId }));
      case "goal":
        return this.#write(goalNotification(this.#threadId, event.goal, event.turnId));
      case "continued":
        for (const replayed of replayEvents(event.turns)) this.event(replayed);
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
    if (turn.kind === "review") {
      this.#reviewStart = turn;
      return;
    }
    this.#sendStatus();
    this.#write(notificationOf("turn/started", { threadId: this.#threadId, turn: wireTurn(turn) }));
  }

  /** Parity: codex 0.171.0 sends both after the review mode was entered, with the id of the reviewer's own turn. */
  #sendReviewStart(): void {
    const turn = this.#reviewStart;
    if (turn === undefined) return;
    this.#reviewStart = undefined;
    this.#reviewer = { turnId: turn.id, wireId: randomUUID() };
    this.#sendStatus();
    const started = { ...wireTurn(turn), id: this.#reviewer.wireId, rootTurnId: turn.id };
    this.#write(notificationOf("turn/started", { threadId: this.#threadId, turn: started }));
  }

  #endTurn(turn: TurnInfo, unread: ThreadReadState | undefined): void {
    const { status } = turn;
    this.#sendDueStatus();
    this.#sendReviewStart();
    this.#reviewer = undefined;
    if (status === "completed") this.#items?.finish();
    if (this.#usage !== undefined) this.#sendUsage({ now: true });
    const lastMessage = status === "completed" ? this.#items?.lastMessage : undefined;
    this.#items = undefined;
    this.activity.end(status === "failed");
    if (status === "completed") this.#sendUnread(unread);
    this.#sendStatus();
    this.#sendError(turn);
    if (status !== "completed") this.#sendUnread(unread);
    const completed = wireTurn(turn, lastMessage === undefined ? [] : [lastMessage]);
    this.#write(notificationOf("turn/completed", { threadId: this.#threadId, turn: completed }));
  }

  #sendError({ id: turnId, error }: TurnInfo): void {
    if (error === undefined) return;
    const params = { threadId: this.#threadId, turnId, error: wireError(error), willRetry: false };
    this.#write(notificationOf("error", params));
  }

  #sendUnread(readState: ThreadReadState | undefined): void {
    if (readState === undefined) return;
    this.#write(notificationOf("thread/readState/changed", { threadId: this.#threadId, readState }));
  }

  /** A command is announced after the status says that it waits; a patch before. */
  #ask(question: Question): void {
    if (question.kind === "patch") this.#items?.ask(question);
    this.activity.wait(question);
    this.#sendStatus();
    if (question.kind !== "patch") this.#items?.ask(question);
  }

  #settle(question: Question, { type }: Answer): void {
    if (type === "cancelled") this.#items?.refuse(question, "cancelled");
    this.activity.settle(question);
    this.#isStatusDue = true;
    if (question.kind !== "command" || type === "approved") this.#sendDueStatus();
  }

  /** The question was withdrawn, because its turn ended or by the asker. */
  leave(question: Question): void {
    this.#items?.refuse(question, "cancelled");
  }

  /** Sent later for a withdrawn question: if the turn continues, it is no longer waiting. */
  left(question: Question): void {
    if (!this.activity.isWaiting(question)) return;
    this.activity.settle(question);
    this.#sendStatus();
  }

  #sendStatus(): void {
    this.#isStatusDue = false;
    const { status } = this.activity;
    this.#write(notificationOf("thread/status/changed", { threadId: this.#threadId, status }));
  }

  #sendDueStatus(): void {
    if (this.#isStatusDue) this.#sendStatus();
  }

  /** Clients tell from the last usage how full the context is. After a compaction, that is not the usage of the request for the summary. */
  #sendCompacted(item: Item): void {
    const [usage, last] = [this.#latestUsage, usageAfterCompaction(item)];
    if (usage === undefined || last === undefined) return;
    const params = usageParams(this.#threadId, usage.turnId, { ...usage, last });
    this.#write(notificationOf("thread/tokenUsage/updated", params));
  }

  /** Token usage is sent after the request's tool calls have ended. */
  #sendUsage({ now = false } = {}): void {
    const usage = this.#usage;
    if (usage === undefined || (!now && this.#items?.hasOpenCall === true)) return;
    this.#usage = undefined;
    this.#write(notificationOf("thread/tokenUsage/updated", usageParams(this.#threadId, usage.turnId, usage)));
  }

  #notice(notice: Extract<ThreadEventBody, { type: "notice" }>): void {
    const notification = noticeNotification(notice, { threadId: this.#threadId, turnId: notice.turnId });
    if (notification !== undefined) this.#write(notification);
  }
}
