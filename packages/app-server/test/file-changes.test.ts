import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const patch = (text: string, callId: string) =>
  sse.shell(["apply_patch", `*** Begin Patch\n${text}\n*** End Patch`], {}, callId);

test("a yes for the session is about the files of the patch: no folder is asked for, none is opened", async () => {
  await using server = await startServer({
    config: 'approval_policy = "untrusted"\nsandbox_mode = "workspace-write"',
    script: [
      patch("*** Add File: one.txt\n+x", "call-1"),
      patch("*** Update File: one.txt\n@@\n-x\n+y", "call-2"),
      patch("*** Add File: two.txt\n+x", "call-3"),
      sse.say("done"),
    ],
  });
  const client = await server.connect();
  const asked: unknown[] = [];
  const decisions = ["acceptForSession", "decline"];
  client.answer("item/fileChange/requestApproval", (params) => {
    asked.push(params);
    return { decision: decisions.shift() };
  });
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const { turn } = await client.hear("turn/completed");
  expect(turn.status).toBe("completed");
  expect(asked).toEqual(
    ["call-1", "call-3"].map((itemId) => ({
      threadId: thread.id,
      turnId: turn.id,
      itemId,
      startedAtMs: expect.any(Number),
      reason: null,
      grantRoot: null,
    })),
  );
  expect(readFileSync(path.join(server.cwd, "one.txt"), "utf8")).toBe("y\n");
  expect(existsSync(path.join(server.cwd, "two.txt"))).toBe(false);
});
