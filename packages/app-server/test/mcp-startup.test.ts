import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sse } from "@codex/test-support";
import { expect, test, vi } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const FIXTURES = path.resolve(import.meta.dirname, "../../mcp-client/test/fixtures");
const LIMIT_MS = 100_000;

/** Configures a server that stays silent until its gate is opened. */
function gate({ codexHome }: TestServer, name: string, { more = "", fixture = "tool-server.mjs" } = {}) {
  const file = path.join(codexHome, `${name}-opens`);
  const pidFile = path.join(codexHome, `${name}-pid`);
  const program = `
    const { existsSync, writeFileSync } = require("node:fs");
    writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
    const look = () => existsSync(${JSON.stringify(file)}) ? import(${JSON.stringify(pathToFileURL(path.join(FIXTURES, fixture)))}) : setTimeout(look, 10);
    look();
  `;
  const [command, args] = [JSON.stringify(process.execPath), JSON.stringify(["-e", program])];
  configure(
    codexHome,
    `[mcp_servers.${name}]\ncommand = ${command}\nargs = ${args}\nstartup_timeout_sec = 100\n${more}`,
  );
  return {
    open: () => writeFileSync(file, ""),
    /** The process id, once it is running. */
    async pid(): Promise<number> {
      await vi.waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "", LIMIT_MS);
      return Number(readFileSync(pidFile, "utf8"));
    },
  };
}

const configure = (codexHome: string, lines: string) => appendFileSync(path.join(codexHome, "config.toml"), lines);

/** The notifications about the thread and its servers, in order. */
function notificationsAbout(client: TestClient, threadId: string): string[] {
  return client.notifications.flatMap(({ method, params }) => {
    if (method === "thread/started" && Object(params)["thread"].id === threadId) return ["thread/started"];
    if (method !== "mcpServer/startupStatus/updated" || Object(params)["threadId"] !== threadId) return [];
    return [`${Object(params)["name"]} ${Object(params)["status"]}`];
  });
}

const heard = (client: TestClient, threadId: string, status: string) =>
  client.hear("mcpServer/startupStatus/updated", (params) => params.threadId === threadId && params.status === status);

test("a thread is available while its servers start; requests to them wait", async () => {
  await using server = await startServer();
  const kit = gate(server, "kit");
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const { id: threadId } = thread;
  await heard(client, threadId, "starting");
  const listed = client.call("mcpServerStatus/list", { threadId });
  const called = client.call("mcpServer/tool/call", {
    threadId,
    server: "kit",
    tool: "add",
    arguments: { a: 1, b: 2 },
  });
  kit.open();
  expect(await listed).toMatchObject({ data: [{ name: "kit", runtimeStatus: "connected", tools: { add: {} } }] });
  expect(await called).toMatchObject({ content: [{ text: "3" }] });
  expect(notificationsAbout(client, threadId)).toEqual(["thread/started", "kit starting", "kit ready"]);
});

test("a first turn waits for the servers; a copy of the thread and a thread that is loaded again also start at once", async () => {
  await using server = await startServer({ script: [sse.say("one")] });
  const kit = gate(server, "kit");
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/started");
  expect(server.model.requests).toEqual([]);
  const forking = client.hear("turn/completed").then(() => client.call("thread/fork", { threadId: thread.id }));
  kit.open();
  const forked = (await forking).thread.id;
  expect(JSON.stringify(server.model.requests[0]?.body)).toContain("kit__add");
  await heard(client, forked, "ready");
  expect(notificationsAbout(client, forked)).toEqual(["thread/started", "kit starting", "kit ready"]);

  await using restarted = await server.restart();
  const late = gate(server, "late");
  await using other = await restarted.connect();
  await other.call("thread/resume", { threadId: thread.id });
  await other.hear("mcpServer/startupStatus/updated", ({ name, status }) => name === "late" && status === "starting");
  late.open();
  await other.hear("mcpServer/startupStatus/updated", ({ name, status }) => name === "late" && status === "ready");
});

test("a prompt of a server that is still starting is found", async () => {
  await using server = await startServer({ script: [sse.say("done")] });
  const documents = gate(server, "documents", { fixture: "document-server.mjs" });
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "/mcp__documents__orders" }] });
  await client.hear("turn/started");
  documents.open();
  await client.hear("turn/completed");
  expect(JSON.stringify(server.model.requests[0]?.body)).toContain("<mcp_prompt>");
});

test("a server that fails later is reported; a required one fails the thread's start, even while others are starting", async () => {
  await using server = await startServer();
  gate(server, "kit");
  configure(server.codexHome, '[mcp_servers.broken]\ncommand = "no-such-program"\n');
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  expect(await client.hear("warning")).toMatchObject({
    threadId: thread.id,
    message: expect.stringContaining("no-such-program"),
  });
  expect(notificationsAbout(client, thread.id)).toEqual([
    "thread/started",
    "kit starting",
    "broken starting",
    "broken failed",
  ]);

  configure(server.codexHome, "required = true\n");
  expect(await client.failure("thread/start", {})).toMatchObject({
    code: -32603,
    message: expect.stringContaining("`broken` is required"),
  });
});

test("starting a thread waits only for required servers", async () => {
  await using server = await startServer();
  gate(server, "kit");
  const needed = gate(server, "needed", { more: "required = true\n" });
  await using client = await server.connect();
  const starting = client.call("thread/start", {});
  await needed.pid();
  expect(await client.call("thread/loaded/list", {})).toMatchObject({ data: [] });
  needed.open();
  const { thread } = await starting;
  await heard(client, thread.id, "ready");
  expect(notificationsAbout(client, thread.id)).toContain("needed ready");
  expect(notificationsAbout(client, thread.id)).not.toContain("kit ready");
});

test("closing a thread while its servers start ends them, and the requests that wait for them", async () => {
  await using server = await startServer();
  const kit = gate(server, "kit");
  await using client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const { id: threadId } = thread;
  await client.call("thread/inject_items", {
    threadId,
    items: [{ type: "message", role: "user", content: [{ type: "input_text", text: "kept" }] }],
  });
  const pid = await kit.pid();
  const called = client.failure("mcpServer/tool/call", { threadId, server: "kit", tool: "add" });
  await client.call("thread/delete", { threadId });
  expect(await called).toMatchObject({ code: -32603 });
  await vi.waitUntil(() => !isAlive(pid), LIMIT_MS);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
