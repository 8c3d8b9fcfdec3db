import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const patch = (text: string, callId: string) =>
  sse.shell(["apply_patch", `*** Begin Patch\n${text}\n*** End Patch`], {}, callId);

test("approval for the session covers the files of the patch; no folder is requested or made writable", async () => {
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

test("a patch is reported by its files, and a moved file's new path twice", async () => {
  await using server = await startServer({
    script: [
      patch(
        "*** Add File: new/n.txt\n+n\n*** Update File: a.txt\n*** Move to: ./sub/../b.txt\n@@\n-old\n+new",
        "call-1",
      ),
      sse.say("done"),
    ],
  });
  writeFileSync(path.join(server.cwd, "a.txt"), "old\n");
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const { item } = await client.hear("item/completed", (params) => params.item.type === "fileChange");
  await client.hear("turn/completed");
  const [a, b, n] = ["a.txt", "b.txt", "new/n.txt"].map((name) => path.join(server.cwd, name));
  expect(item).toMatchObject({
    changes: [
      { path: a, kind: { type: "update", move_path: b }, diff: `@@ -1 +1 @@\n-old\n+new\n\n\nMoved to: ${b}` },
      { path: n, kind: { type: "add" }, diff: "n\n" },
    ],
  });
});

test("a change that the turn reverts leaves an empty diff", async () => {
  await using server = await startServer({
    script: [patch("*** Add File: a.txt\n+a", "call-1"), patch("*** Delete File: a.txt", "call-2"), sse.say("done")],
  });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  const diffs = client.notifications.flatMap(({ method, params }) =>
    method === "turn/diff/updated" ? [(params as { diff: string }).diff] : [],
  );
  expect(diffs.at(0)).toContain("+a\n");
  expect(diffs.at(-1)).toBe("");
});

test("an invalid answer about a patch is a denial", async () => {
  await using server = await startServer({
    config: 'approval_policy = "on-request"\nsandbox_mode = "read-only"',
    script: [patch("*** Add File: a.txt\n+a", "call-1"), sse.say("done")],
  });
  const client = await server.connect();
  client.answer("item/fileChange/requestApproval", () => ({ decision: "why not" }));
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  const { item } = await client.hear("item/completed", (params) => params.item.type === "fileChange");
  await client.hear("turn/completed");
  expect(item).toMatchObject({ status: "declined" });
});
