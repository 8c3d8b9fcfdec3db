import type { ResponseItem } from "@codex/protocol";
import { expect, test } from "vitest";
import { userMessage } from "../../model/messages.js";
import { summaryMessage } from "../../rollout/summary-item.js";
import { forkedItems } from "./agent-messages.js";

const call = (id: string): ResponseItem => ({ type: "function_call", name: "shell", arguments: "{}", call_id: id });
const output = (id: string): ResponseItem => ({ type: "function_call_output", call_id: id, output: "ok" });
const thought: ResponseItem = { type: "reasoning", id: "r", summary: [] };

test("a subagent starts with the summary of what its parent's conversation said before, which is no turn", () => {
  const conversation = [userMessage("one"), summaryMessage("SHORT"), userMessage("two")];
  for (const withCalls of [true, false]) {
    expect(forkedItems(conversation, "all", { withCalls })).toEqual(conversation);
    expect(forkedItems(conversation, 1, { withCalls })).toEqual([userMessage("two")]);
  }
});

test("a subagent gets whole calls only, and no thought about a call that it does not get", () => {
  const earlier = [userMessage("one"), thought, call("a"), output("a")];
  const conversation = [...earlier, thought, call("b")];
  expect(forkedItems(conversation, "all", { withCalls: true })).toEqual(earlier);
  expect(forkedItems(conversation, "all", { withCalls: false })).toEqual([userMessage("one")]);
  expect(forkedItems(conversation, "none", { withCalls: true })).toEqual([]);
});
