import type { ResponseItem } from "@codex/protocol";
import { expect, test } from "vitest";
import { goalTurnMessage } from "../goals/goal-messages.js";
import type { Goal } from "../items/goal.js";
import { userMessage } from "../model/messages.js";
import { summaryMessage } from "../rollout/summary-item.js";
import { compactedTranscript } from "./compacted-transcript.js";

const goal: Goal = {
  objective: "Make it fast",
  status: "active",
  tokenBudget: undefined,
  tokensUsed: 0,
  timeUsedMs: 0,
  createdAt: 0,
  updatedAt: 0,
};
const step: ResponseItem = { type: "function_call_output", call_id: "c", output: "made" };

const compacted = async (...items: readonly ResponseItem[]) => {
  const from = { items, summary: "SHORT", earlier: undefined, developerInstructions: undefined };
  return (await compactedTranscript({ ...from, contextWindow: undefined, leavesOnlySummary: false })).items;
};

test("the goal that is being worked on stays", async () => {
  const earlier = goalTurnMessage({ ...goal, tokensUsed: 5 });
  const now = goalTurnMessage(goal);
  expect(await compacted(userMessage("one"), earlier, step, now, step)).toEqual([
    userMessage("one"),
    now,
    summaryMessage("SHORT"),
  ]);
});

test("a goal is left out when the user has asked for something else since", async () => {
  expect(await compacted(goalTurnMessage(goal), step, userMessage("two"), step)).toEqual([
    userMessage("two"),
    summaryMessage("SHORT"),
  ]);
});
