import type { AppServerClient } from "@codex/client/app-server";
import {
  hasEnded,
  type Item,
  type ItemOf,
  type ItemUpdate,
  type ThreadEventBody,
  type TurnInfo,
  type TurnView,
} from "@codex/core";
import { goalFromWire } from "./goal.js";
import { itemFromWire, turnInfoFromWire } from "./items.js";

const utf8 = new TextEncoder();

export type EmitEvent = (event: ThreadEventBody) => void;

/** What is followed of a thread: its notifications, and the turn that was running before. */
export interface FollowedThread {
  readonly id: string;
  readonly running?: TurnView | undefined;
}

/** Translates a server thread's notifications to the engine's events, until it is disposed. */
export function followThread(
  client: AppServerClient,
  { id: threadId, running: joined }: FollowedThread,
  emit: EmitEvent,
): Disposable {
  const events = new ThreadEvents(emit);
  const followed: Disposable[] = [];
  const on: AppServerClient["on"] = (method, listener) => {
    const ofThread: typeof listener = (params) => {
      if ("threadId" in params && params.threadId === threadId) listener(params);
    };
    const listening = client.on(method, ofThread);
    followed.push(listening);
    return listening;
  };
  let running: TurnInfo | undefined;
  const begin = (turn: TurnInfo) => {
    running = turn;
    emit({ type: "turn-started", turn });
  };
  if (joined !== undefined) {
    const { items, ...turn } = joined;
    begin(turn);
    for (const item of items) events.show(item);
  }
  on("turn/started", ({ turn }) => begin(turnInfoFromWire(turn)));
  on("turn/completed", ({ turn }) => {
    running = undefined;
    events.endTurn(turnInfoFromWire(turn));
  });
  // Nothing more will be heard of it.
  const lose = () => {
    if (running === undefined) return;
    events.endTurn({ ...running, status: "interrupted", interruption: "closed", endedAt: Date.now() });
  };
  client.signal.addEventListener("abort", lose, { once: true });
  on("item/started", ({ turnId, item }) => events.start(itemFromWire(item, { turnId, isOver: false })));
  on("item/completed", ({ turnId, item }) => events.end(itemFromWire(item, { turnId, isOver: true })));
  on("item/agentMessage/delta", ({ itemId, delta }) => events.update(itemId, { type: "text", delta }));
  on("item/reasoning/summaryTextDelta", ({ itemId, delta }) => events.update(itemId, { type: "text", delta }));
  on("item/reasoning/summaryPartAdded", ({ itemId }) => events.update(itemId, { type: "section" }));
  on("item/reasoning/textDelta", ({ itemId, delta }) => events.update(itemId, { type: "raw-text", delta }));
  on("item/commandExecution/outputDelta", ({ itemId, delta }) =>
    events.update(itemId, { type: "output", stream: "stdout", bytes: utf8.encode(delta), text: delta }),
  );
  on("turn/plan/updated", ({ turnId, explanation, plan }) => {
    const steps = plan.map(({ step, status }) => ({ step, status: STEPS.get(status) ?? ("pending" as const) }));
    events.plan({
      kind: "plan",
      id: `${turnId}-plan`,
      turnId,
      status: "running",
      startedAt: Date.now(),
      explanation: explanation ?? undefined,
      steps,
    });
  });
  on("turn/diff/updated", ({ turnId, diff }) => emit({ type: "turn-diff", turnId, diff }));
  on("thread/tokenUsage/updated", ({ turnId, tokenUsage: { last, total, modelContextWindow } }) =>
    emit({ type: "usage", turnId, last, turn: last, total, contextWindow: modelContextWindow ?? undefined }),
  );
  on("error", ({ turnId, error, willRetry }) => {
    if (willRetry) emit({ type: "notice", turnId, level: "warning", code: "stream-retry", message: error.message });
  });
  on("thread/goal/updated", ({ goal, turnId }) =>
    emit({ type: "goal", goal: goalFromWire(goal), turnId: turnId ?? undefined }),
  );
  on("thread/goal/cleared", () => emit({ type: "goal" }));
  on("thread/closed", () => emit({ type: "closed" }));
  return {
    [Symbol.dispose]() {
      client.signal.removeEventListener("abort", lose);
      for (const listening of followed) listening[Symbol.dispose]();
    },
  };
}

const STEPS: ReadonlyMap<unknown, ItemOf<"plan">["steps"][number]["status"]> = new Map([
  ["inProgress", "in-progress"],
  ["completed", "completed"],
]);

/** Keeps the items in progress, since the wire's updates only have ids. */
class ThreadEvents {
  readonly #emit: EmitEvent;
  readonly #open = new Map<string, Item>();
  #lastMessage: ItemOf<"agent-message"> | undefined;

  constructor(emit: EmitEvent) {
    this.#emit = emit;
  }

  start(item: Item | undefined): void {
    if (item === undefined) return;
    this.#open.set(item.id, item);
    this.#emit({ type: "item-started", item });
  }

  /** An item of a turn that was joined. */
  show(item: Item): void {
    if (hasEnded(item)) this.end(item);
    else this.start(item);
  }

  /** An item that ends without having started gets both events. */
  end(item: Item | undefined): void {
    if (item === undefined) return;
    if (!this.#open.has(item.id)) this.start({ ...item, status: "running" });
    this.#open.delete(item.id);
    if (item.kind === "agent-message") this.#lastMessage = item;
    this.#emit({ type: "item-ended", item });
  }

  update(itemId: string, update: ItemUpdate): void {
    const turnId = this.#open.get(itemId)?.turnId;
    if (turnId !== undefined) this.#emit({ type: "item-updated", turnId, itemId, update });
  }

  /** Each turn has one plan, which updates change. */
  plan(item: Item): void {
    if (this.#open.has(item.id)) this.update(item.id, { type: "changed", item });
    else this.start(item);
    this.#open.set(item.id, item);
  }

  /** Ends open items with the turn, above all the plan. */
  endTurn(turn: TurnInfo): void {
    for (const item of [...this.#open.values()].filter(({ turnId }) => turnId === turn.id)) {
      this.end({ ...item, status: item.kind === "plan" ? "completed" : "interrupted", endedAt: Date.now() });
    }
    const said = this.#lastMessage?.turnId === turn.id && turn.status === "completed" ? this.#lastMessage : undefined;
    this.#emit({ type: "turn-ended", turn: said === undefined ? turn : { ...turn, finalMessage: said.text } });
  }
}
