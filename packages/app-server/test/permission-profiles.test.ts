import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const PROFILES = `
[permissions.p]
description = "what p is for"
extends = ":workspace"
[permissions.p.filesystem]
":workspace_roots" = { keys = "deny", docs = "read" }
[permissions.q.filesystem]
":root" = "read"
[permissions.later.filesystem]
"/usr" = "read"
`;

const look = (id: string) => sse.shell(["sh", "-c", "cat keys/one; touch made docs/made; true"], {}, id);

async function start(config: string, calls: readonly string[] = []) {
  const script = calls.flatMap((id) => [look(id), sse.say(id)]);
  const server = await startServer({ script, config });
  appendFileSync(path.join(server.codexHome, "config.toml"), PROFILES);
  for (const folder of ["keys", "docs"]) mkdirSync(path.join(server.cwd, folder));
  writeFileSync(path.join(server.cwd, "keys/one"), "canary");
  return server;
}

/** Has a turn; returns the item of its command. */
async function runLook(client: TestClient, threadId: string, params: object = {}): Promise<string> {
  const turnId = await say(client, threadId, "go", params);
  const about = (completed: { turnId: string; item: { type: string } }) =>
    completed.turnId === turnId && completed.item.type === "commandExecution";
  return JSON.stringify(await client.hear("item/completed", about));
}

const made = ({ cwd }: TestServer) => ["made", "docs/made"].map((file) => existsSync(path.join(cwd, file)));
const WORKSPACE = { type: "workspaceWrite", writableRoots: [], networkAccess: false };

test("profiles are listed with their descriptions, and whether they can be enforced", async () => {
  await using server = await start("");
  const client = await server.connect({ experimentalApi: true });
  const { data } = await client.call("permissionProfile/list", {});
  expect(data).toEqual([
    { id: ":read-only", description: null, allowed: true },
    { id: ":workspace", description: null, allowed: true },
    { id: ":danger-full-access", description: null, allowed: true },
    { id: "p", description: "what p is for", allowed: true },
    { id: "q", description: null, allowed: true },
    { id: "later", description: null, allowed: false },
  ]);
});

test("the default profile restricts a thread, and is reported", async () => {
  await using server = await start('default_permissions = "p"', ["c1"]);
  const client = await server.connect({ experimentalApi: true });
  const { thread, sandbox, activePermissionProfile } = await client.call("thread/start", {});
  expect(activePermissionProfile).toEqual({ id: "p", extends: ":workspace" });
  expect(sandbox).toMatchObject(WORKSPACE);
  // Sending back the reported settings removes nothing from the profile.
  expect(await runLook(client, thread.id, { sandboxPolicy: sandbox })).not.toContain("canary");
  expect(made(server)).toEqual([true, false]);
  const resumed = await client.call("thread/resume", { threadId: thread.id });
  expect(resumed.activePermissionProfile).toEqual({ id: "p", extends: ":workspace" });
});

test("a thread starts with the named profile, and switches to another one", async () => {
  await using server = await start('sandbox_mode = "read-only"', ["c1", "c2", "c3"]);
  const client = await server.connect({ experimentalApi: true });
  const { thread, activePermissionProfile } = await client.call("thread/start", { permissions: "p" });
  expect(activePermissionProfile).toEqual({ id: "p", extends: ":workspace" });
  expect(await runLook(client, thread.id)).not.toContain("canary");
  expect(await runLook(client, thread.id, { sandboxPolicy: { type: "readOnly" } })).not.toContain("canary");
  await client.call("thread/settings/update", { threadId: thread.id, permissions: "q" });
  const { threadSettings } = await client.hear(
    "thread/settings/updated",
    (params) => params.threadSettings.activePermissionProfile?.id === "q",
  );
  expect(threadSettings.sandboxPolicy).toMatchObject({ type: "readOnly" });
  expect(await runLook(client, thread.id)).toContain("canary");
});

test("a saved thread keeps its restrictions, whatever the profile says now", async () => {
  await using server = await start('sandbox_mode = "read-only"', ["c1", "c2"]);
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", { permissions: "p" });
  await runLook(client, thread.id);
  await client.call("thread/archive", { threadId: thread.id });
  await client.call("thread/unarchive", { threadId: thread.id });
  const resumed = await client.call("thread/resume", { threadId: thread.id });
  expect([resumed.activePermissionProfile, resumed.sandbox]).toMatchObject([{ id: "p" }, WORKSPACE]);
  expect(await runLook(client, thread.id)).not.toContain("canary");
});

test("the profile that a client has chosen is kept with the thread and its forks, until another sandbox is chosen", async () => {
  await using server = await start("", ["c1"]);
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", { permissions: ":workspace" });
  await runLook(client, thread.id, { permissions: "p" });
  await using again = await server.restart();
  const later = await again.connect({ experimentalApi: true });
  const chosen = { id: "p", extends: ":workspace" };
  const resumed = await later.call("thread/resume", { threadId: thread.id });
  expect(resumed.activePermissionProfile).toEqual(chosen);
  const forked = await later.call("thread/fork", { threadId: thread.id });
  expect(forked.activePermissionProfile).toEqual(chosen);
  const confined = await later.call("thread/fork", { threadId: thread.id, sandbox: "read-only" });
  expect(confined.activePermissionProfile).toBeNull();
  await later.call("thread/settings/update", { threadId: thread.id, sandboxPolicy: { type: "readOnly" } });
  const { threadSettings } = await later.hear("thread/settings/updated");
  expect(threadSettings.activePermissionProfile).toBeNull();
});

test("a session of a later Codex keeps what its profile denies", async () => {
  await using server = await start("", ["c1"]);
  const [threadId, timestamp] = ["019a0000-0000-7000-8000-000000000001", "2026-01-02T03:04:05.000Z"];
  const at = (name: string, access: string) => ({ path: { type: "path", path: path.join(server.cwd, name) }, access });
  const root = { path: { type: "special", value: { kind: "root" } }, access: "read" };
  const entries = [root, at(".", "write"), at("keys", "deny"), at("docs", "read")];
  const settings = {
    turn_id: "first",
    cwd: server.cwd,
    sandbox_policy: { type: "workspace-write", network_access: false },
    permission_profile: { type: "managed", file_system: { type: "restricted", entries }, network: "restricted" },
    active_permission_profile: { id: "p", extends: ":workspace" },
  };
  const lines = [
    ["session_meta", { id: threadId, timestamp, cwd: server.cwd, model_provider: "test" }],
    ["event_msg", { type: "task_started", turn_id: "first" }],
    ["turn_context", settings],
    ["response_item", { type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }],
    ["event_msg", { type: "task_complete", turn_id: "first" }],
  ].map(([type, payload], ordinal) => JSON.stringify({ timestamp, ordinal, type, payload }));
  const folder = path.join(server.codexHome, "sessions", "2026", "01", "02");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `rollout-2026-01-02T03-04-05-${threadId}.jsonl`), `${lines.join("\n")}\n`);
  const client = await server.connect({ experimentalApi: true });
  const resumed = await client.call("thread/resume", { threadId, approvalPolicy: "never" });
  expect([resumed.activePermissionProfile, resumed.sandbox]).toMatchObject([{ id: "p" }, WORKSPACE]);
  expect(await runLook(client, threadId)).not.toContain("canary");
  expect(made(server)).toEqual([true, false]);
});

test.each([
  [{ permissions: "nobody" }, "the permission profile `nobody` is not defined"],
  [{ permissions: "later" }, "read only some folders"],
  [{ permissions: "p", sandbox: "read-only" as const }, "cannot be combined"],
])("impossible requests are refused: %j", async (params, message) => {
  await using server = await start("");
  const client = await server.connect({ experimentalApi: true });
  expect(await client.failure("thread/start", params)).toMatchObject({
    code: -32600,
    message: expect.stringContaining(message),
  });
});

test("a client's commands and files are restricted by the default profile, commands also by the one that they name", async () => {
  await using server = await start('default_permissions = "p"');
  const client = await server.connect({ experimentalApi: true });
  const command = ["cat", "keys/one"];
  const outputs = [
    await client.call("command/exec", { command }),
    await client.call("command/exec", { command, sandboxPolicy: { type: "readOnly" } }),
    await client.call("command/exec", { command, permissionProfile: "q" }),
  ];
  expect(outputs.map(({ stdout }) => stdout)).toEqual(["", "", "canary"]);
  const file = (name: string) => path.join(server.cwd, name);
  const [source, written] = ["keys/one", "docs/new"].map(file);
  expect(await client.failure("fs/readFile", { path: source })).toMatchObject({
    message: expect.stringContaining("denied by a permission profile"),
  });
  expect(await client.failure("fs/writeFile", { path: written, dataBase64: "" })).toMatchObject({
    message: expect.stringContaining("outside of what may be written"),
  });
});
