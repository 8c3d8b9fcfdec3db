import { writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const config = `approval_policy = "never"
sandbox_mode = "danger-full-access"
model_catalog_json = "models.json"`;

test("commands that the model left running are listed, and ended one by one or all at once", async () => {
  const leave = (id: string) => sse.call("exec_command", { cmd: "exec sleep 600", yield_time_ms: 1 }, id);
  const script = [leave("a"), leave("b"), leave("c"), sse.say("left")];
  await using server = await startServer({ config, script });
  const models = [{ slug: "test-model", shell_type: "unified_exec" }];
  writeFileSync(path.join(server.codexHome, "models.json"), JSON.stringify({ models }));
  await using client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", {});
  const threadId = thread.id;
  await client.call("turn/start", { threadId, input: [{ type: "text", text: "go", text_elements: [] }] });
  await client.hear("turn/completed");
  const list = async () => (await client.call("thread/backgroundTerminals/list", { threadId })).data;
  const running = await list();
  expect(running.map(({ itemId, command, cwd }) => [itemId, command, cwd])).toEqual(
    ["a", "b", "c"].map((id) => [id, "exec sleep 600", server.cwd]),
  );
  const page = await client.call("thread/backgroundTerminals/list", { threadId, limit: 2 });
  expect([page.data.length, typeof page.nextCursor]).toEqual([2, "string"]);
  const end = (processId = "") => client.call("thread/backgroundTerminals/terminate", { threadId, processId });
  expect(await end(running[1]?.processId)).toEqual({ terminated: true });
  expect(await end(running[1]?.processId)).toEqual({ terminated: false });
  expect((await list()).map(({ itemId }) => itemId)).toEqual(["a", "c"]);
  const bad = { threadId, processId: "x" };
  expect((await client.failure("thread/backgroundTerminals/terminate", bad)).code).toBe(-32600);
  await client.call("thread/backgroundTerminals/clean", { threadId });
  expect(await list()).toEqual([]);
});
