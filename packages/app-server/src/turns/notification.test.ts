import { NOTIFICATION_METHODS } from "@codex/app-server-protocol/methods";
import { Connection, memoryTransportPair, type Problem } from "@codex/jsonrpc";
import { expect, test } from "vitest";
import { canBeDropped, Notification } from "./notification.js";

test("only deltas may be dropped, because the item's end has all of their content", () => {
  expect(NOTIFICATION_METHODS.filter((method) => canBeDropped(new Notification(method, {})))).toEqual([
    "item/agentMessage/delta",
    "item/plan/delta",
    "item/commandExecution/outputDelta",
    "item/fileChange/outputDelta",
    "item/reasoning/summaryTextDelta",
    "item/reasoning/textDelta",
  ]);
});

test.for([1, 2 * 1024 * 1024])(
  "a notification of %i characters without a JSON form crashes nothing",
  async (length) => {
    const [here] = memoryTransportPair();
    const problems: Problem[] = [];
    await using connection = new Connection({ transport: here, onProblem: (problem) => problems.push(problem) });
    const notification = new Notification("item/completed", { text: "x".repeat(length), number: 1n });
    await connection.notifyEncoded(notification);
    expect(problems).toMatchObject([{ type: "unsendable-notification", method: "item/completed" }]);
  },
);
