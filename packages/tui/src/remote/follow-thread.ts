import type { AppServerClient } from "@codex/client/app-server";
import type { ItemOf, TurnView } from "@codex/core";
import { goalFromWire } from "./goal.js";
import { itemFromWire } from "./items.js";
import { type EmitEvent, ThreadEvents } from "./thread-events.js";
import { turnInfoFromWire } from "./turns.js";

type On = AppServerClient["on"];
type PlanStep = ItemOf<"plan">["steps"][number];

/** What is followed of a thread: its notifications, and the turn that was running before. */
export interface FollowedThread {
  readonly id: string;
  readonly running?: TurnView | undefined;
}

/** Translates a server thread's notifications to the engine's events, until it is disposed. */
export function followThread(client: AppServerClient, { id, running }: FollowedThread, emit: EmitEvent): Disposable {
  const events = new ThreadEvents(emit);
  const listening: Disposable[] = [];
  const on: On = (method, listener) => {
    const ofThread: typeof listener = (params) => {
      if ("threadId" in params && params.threadId === id) listener(params);
    };
    const one = client.on(method, ofThread);
    listening.push(one);
    return one;
  };
  if (running !== undefined) events.join(running);
  followTurns(on, events);
  followItems(on, events);
  followState(on, emit);
  const onLost = () => events.loseTurn();
  client.signal.addEventListener("abort", onLost, { once: true });
  return {
    [Symbol.dispose]() {
      client.signal.removeEventListener("abort", onLost);
      for (const one of listening) one[Symbol.dispose]();
    },
  };
}

function followTurns(on: On, events: ThreadEvents): void {
  on("turn/started", ({ turn }) => events.begin(turnInfoFromWire(turn)));
  on("turn/completed", ({ turn }) => events.endTurn(turnInfoFromWire(turn)));
  on("turn/diff/updated", ({ turnId, diff }) => events.emit({ type: "turn-diff", turnId, diff }));
  on("turn/plan/updated", ({ turnId, explanation, plan }) =>
    events.plan({
      kind: "plan",
      id: `${turnId}-plan`,
      turnId,
      status: "running",
      startedAt: Date.now(),
      explanation: explanation ?? undefined,
      steps: plan.map(({ step, status }) => ({ step, status: STEP_STATUSES.get(status) ?? "pending" })),
    }),
  );
  on("error", ({ turnId, error: { message }, willRetry }) => {
    if (willRetry) events.emit({ type: "notice", turnId, level: "warning", code: "stream-retry", message });
  });
}

const STEP_STATUSES: ReadonlyMap<unknown, PlanStep["status"]> = new Map([
  ["inProgress", "in-progress"],
  ["completed", "completed"],
]);

const utf8 = new TextEncoder();

function followItems(on: On, events: ThreadEvents): void {
  on("item/started", ({ turnId, item }) => events.start(itemFromWire(item, { turnId, isOver: false })));
  on("item/completed", ({ turnId, item }) => events.end(itemFromWire(item, { turnId, isOver: true })));
  on("item/agentMessage/delta", ({ itemId, delta }) => events.update(itemId, { type: "text", delta }));
  on("item/reasoning/summaryTextDelta", ({ itemId, delta }) => events.update(itemId, { type: "text", delta }));
  on("item/reasoning/summaryPartAdded", ({ itemId }) => events.update(itemId, { type: "section" }));
  on("item/reasoning/textDelta", ({ itemId, delta }) => events.update(itemId, { type: "raw-text", delta }));
  on("item/commandExecution/outputDelta", ({ itemId, delta }) =>
    events.update(itemId, { type: "output", stream: "stdout", bytes: utf8.encode(delta), text: delta }),
  );
}

function followState(on: On, emit: EmitEvent): void {
  on("thread/tokenUsage/updated", ({ turnId, tokenUsage: { last, total, modelContextWindow } }) =>
    emit({ type: "usage", turnId, last, turn: last, total, contextWindow: modelContextWindow ?? undefined }),
  );
  on("thread/goal/updated", ({ goal, turnId }) =>
    emit({ type: "goal", goal: goalFromWire(goal), turnId: turnId ?? undefined }),
  );
  on("thread/goal/cleared", () => emit({ type: "goal" }));
  on("thread/closed", () => emit({ type: "closed" }));
}
