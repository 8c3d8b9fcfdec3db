import { appendFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

test.each([
  ["trusted", {}, "on-request", "workspaceWrite"],
  ["trusted", { sandbox: "read-only" as const, approvalPolicy: "never" as const }, "never", "readOnly"],
  ["untrusted", {}, "untrusted", "readOnly"],
])("in a folder that is %s, a thread started with %j", async (level, params, approvalPolicy, type) => {
  await using server = await startServer({ config: "" });
  const trust = `\n[projects."${server.cwd}"]\ntrust_level = "${level}"\n`;
  appendFileSync(path.join(server.codexHome, "config.toml"), trust);
  await using client = await server.connect();
  const started = await client.call("thread/start", params);
  expect(started).toMatchObject({ approvalPolicy, sandbox: { type } });
  const elsewhere = await client.call("thread/start", { cwd: "/", ...params });
  expect(elsewhere).toMatchObject({ sandbox: { type: "readOnly" } });
});
