import { expect, test } from "vitest";
import type { ThreadGoal } from "../goals/thread-goal.js";
import type { ResponseEvent } from "../model/model-client.js";
import { countedStream } from "./counted-stream.js";

const USAGE = { input_tokens: 120, output_tokens: 30, total_tokens: 150 };
const END: ResponseEvent = { type: "completed", responseId: "r", tokenUsage: USAGE };

/** A goal that only counts. */
function counter() {
  const counted: number[] = [];
  const goal = { addTokens: ({ totalTokens }: { totalTokens: number }) => counted.push(totalTokens) };
  return { counted, goal: goal as unknown as ThreadGoal };
}

async function* answer(...events: ResponseEvent[]): AsyncGenerator<ResponseEvent, void> {
  yield* events;
}

test("the tokens of an answer count once, while earlier events are still being handled", async () => {
  const { counted, goal } = counter();
  const events = countedStream(answer({ type: "created" }, END), goal);
  expect((await events.next()).value).toEqual({ type: "created" });
  await new Promise(setImmediate);
  expect(counted).toEqual([150]);
  expect((await events.next()).value).toBe(END);
  expect((await events.next()).done).toBe(true);
  expect(counted).toEqual([150]);
});

test("an error is thrown after the events before it; without a reader it is ignored", async () => {
  async function* broken(): AsyncGenerator<ResponseEvent, void> {
    yield { type: "created" };
    throw new Error("broken");
  }
  const { goal } = counter();
  const heard: ResponseEvent[] = [];
  const reading = (async () => {
    for await (const event of countedStream(broken(), goal)) heard.push(event);
  })();
  await expect(reading).rejects.toThrow("broken");
  expect(heard).toEqual([{ type: "created" }]);
  const left = countedStream(broken(), goal);
  await left.next();
  await left.return();
});

test("a reader that stops does not wait for further events", async () => {
  async function* silent(): AsyncGenerator<ResponseEvent, void> {
    yield { type: "created" };
    await new Promise(() => {});
  }
  for await (const _ of countedStream(silent(), counter().goal)) break;
});
