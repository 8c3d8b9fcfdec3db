import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Goal } from "../items/goal.js";
import { ThreadGoal } from "./thread-goal.js";

// Elapsed seconds are part of what is reported.
beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterAll(() => void vi.useRealTimers());

/** A goal whose store can be made to fail. */
function goalInStore() {
  const store = { goal: undefined as Goal | undefined, isBroken: false };
  const reported: string[] = [];
  const attempt = async <T>(value: T): Promise<T> => {
    await new Promise(setImmediate);
    if (store.isBroken) throw new Error("the disk is full");
    return value;
  };
  const goal = new ThreadGoal({
    threadId: "t",
    store: {
      readGoal: () => attempt(store.goal),
      writeGoal: async (_id, changed) => {
        await attempt(undefined);
        store.goal = changed;
      },
    },
    onChange: (changed) => reported.push(`${changed?.status} ${changed?.tokensUsed}`),
  });
  return { goal, store, reported };
}

const USED = { inputTokens: 100, outputTokens: 30, totalTokens: 130 };

test("concurrent counting counts work once", async () => {
  const { goal, reported } = goalInStore();
  await goal.set({ objective: "X" });
  goal.beginTurn("turn", { isOwn: false });
  goal.addTokens(USED);
  await Promise.all([goal.count(), goal.stepEnded(), goal.countSoon(), goal.set({ tokenBudget: 900 })]);
  goal.addTokens(USED);
  await goal.endTurn(undefined);
  expect((await goal.read())?.tokensUsed).toBe(260);
  expect(reported).toEqual(["active 0", "active 130", "active 130", "active 260"]);
});

test("usage that cannot be saved is not reported, and counts once it can be saved", async () => {
  const { goal, store, reported } = goalInStore();
  await goal.set({ objective: "X" });
  goal.beginTurn("turn", { isOwn: false });
  goal.addTokens(USED);
  store.isBroken = true;
  await goal.stepEnded();
  expect(await goal.set({ status: "paused" })).toEqual({
    ok: false,
    message: "the goal could not be saved: the disk is full",
  });
  expect(await goal.update("complete")).toMatchObject({ ok: false });
  expect(reported).toEqual(["active 0"]);
  store.isBroken = false;
  goal.addTokens(USED);
  await goal.endTurn("blocked");
  expect(reported.slice(1)).toEqual(["blocked 260"]);
});

test("an unreadable goal stops no turn and can be read later", async () => {
  const { goal, store } = goalInStore();
  const now = Date.now();
  const kept = {
    objective: "X",
    status: "paused",
    tokensUsed: 7,
    timeUsedMs: 0,
    createdAt: now,
    updatedAt: now,
  } as const;
  store.goal = kept;
  store.isBroken = true;
  await expect(goal.read()).rejects.toThrow("the disk is full");
  goal.beginTurn("turn", { isOwn: false });
  await goal.stepEnded();
  await goal.endTurn(undefined);
  expect(await goal.set({ status: "active" })).toMatchObject({ ok: false });
  await new Promise(setImmediate);
  store.isBroken = false;
  expect(await goal.read()).toEqual(kept);
});
