import { expect, test } from "vitest";
import { userMessage } from "../../model/messages.js";
import { summaryMessage } from "../../rollout/summary-item.js";
import { forkedItems } from "./agent-messages.js";

test("a subagent starts with the summary of what its parent's conversation said before, which is no turn", () => {
  const conversation = [userMessage("one"), summaryMessage("SHORT"), userMessage("two")];
  expect(forkedItems(conversation, "all")).toEqual(conversation);
  expect(forkedItems(conversation, 1)).toEqual([userMessage("two")]);
});
