import { expect, test } from "vitest";
import { approvalRequest } from "./approval-request.js";

test("an MCP tool has no known commands, so it is never mistaken for a harmless command", async () => {
  const request = await approvalRequest({
    kind: "command",
    id: "1",
    askedAt: 0,
    command: ["kit.wipe", "{}"],
    mcpCall: { server: "kit", tool: "wipe", arguments: {} },
    cwd: "/work",
    actions: [],
    outsideSandbox: true,
  });
  expect(request).toMatchObject({ kind: "command", mcpCall: { server: "kit", tool: "wipe" } });
  expect("commands" in request && request.commands).toBeUndefined();
});
