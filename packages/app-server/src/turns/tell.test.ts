import { NOTIFICATION_METHODS } from "@codex/app-server-protocol/methods";
import { expect, test } from "vitest";
import { mayBeLost, Told } from "./tell.js";

test("only pieces of items may be lost, of which the item's end has the whole", () => {
  expect(NOTIFICATION_METHODS.filter((method) => mayBeLost(new Told(method, {})))).toEqual([
    "item/agentMessage/delta",
    "item/plan/delta",
    "item/commandExecution/outputDelta",
    "item/fileChange/outputDelta",
    "item/reasoning/summaryTextDelta",
    "item/reasoning/textDelta",
  ]);
});
