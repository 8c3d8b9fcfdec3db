import { MAX_COST_GROWTH, processorTime, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadRollout } from "../src/rollout/load-rollout.js";
import { assistantItem, threadId, userItem, writeEnveloped, writeFlat } from "./support/rollout-lines.js";

const TIME = "2025-08-20T10-00-00";
const ID = threadId(1);

test("others run while a long session is loaded", async () => {
  using home = new TemporaryFolder();
  const lines = Array.from({ length: 4000 }, (_, turn) => [
    userItem(`question ${turn}`),
    assistantItem(`answer ${turn}`),
  ]);
  const file = writeFlat(home, { id: ID, time: TIME, lines: lines.flat() });
  const before = processorTime();
  let [longest, last, isLoading] = [0, before, true];
  const round = () => {
    const now = processorTime();
    longest = Math.max(longest, now - last);
    last = now;
    if (isLoading) setImmediate(round);
  };
  setImmediate(round);
  const { turns } = await loadRollout(file, home.path);
  isLoading = false;
  round();
  expect(turns).toHaveLength(4000);
  expect(longest).toBeLessThan((last - before) / 3);
});

test("loading a session takes time in proportion to its length, though a model's server repeats its ids", async () => {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 2 && least >= MAX_COST_GROWTH; attempt++) {
    const short = await costOf(2000);
    least = Math.min(least, (await costOf(8000)) / short);
  }
  expect(least).toBeLessThan(MAX_COST_GROWTH);
});

async function costOf(messages: number): Promise<number> {
  using home = new TemporaryFolder();
  const file = writeEnveloped(home, { id: ID, time: TIME, lines: turnWith(messages) });
  const before = processorTime();
  const { turns } = await loadRollout(file, home.path);
  const cost = processorTime() - before;
  const ids = turns[0]?.items.map(({ id }) => id) ?? [];
  expect(ids.slice(0, 3)).toEqual(["m", "m-2", "m-3"]);
  expect(new Set(ids).size).toBe(messages);
  return cost;
}

/** A turn with messages of the same id. */
function turnWith(messages: number): (readonly [string, object])[] {
  const turn_id = "turn-1";
  const item = { type: "AgentMessage", id: "m", content: [{ type: "Text", text: "said" }] };
  const said = { type: "item_completed", thread_id: ID, turn_id, item };
  return [
    ["event_msg", { type: "task_started", turn_id }],
    ...Array.from({ length: messages }, () => ["event_msg", said] as const),
  ];
}
