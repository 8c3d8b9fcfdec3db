import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { REFERENCE_HINT, referenceBinary } from "@codex/test-support";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCodex } from "../src/node.js";

const folder = mkdtempSync(join(tmpdir(), "codex-client-"));
const program = join(folder, "program.mjs");
const reference = referenceBinary();

beforeAll(() =>
  build({
    entryPoints: [fileURLToPath(new URL("program.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@codex/source"],
  }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a program is started, talked to and ended", async () => {
  let pid = 0;
  {
    await using codex = await startCodex({ command: [process.execPath, program], onExecApproval: () => "approved" });
    pid = codex.pid;
    const conversation = await codex.client.newConversation();
    const messages: string[] = [];
    for await (const { msg } of conversation.runTurn("hi")) {
      if (msg.type === "agent_message") messages.push(msg.message);
    }
    expect(messages).toEqual(["hi: approved, denied"]);
    expect(isAlive(pid)).toBe(true);
  }
  expect(isAlive(pid)).toBe(false);
});

test("a program that does not go is killed", async () => {
  const script = `
    process.stdin.once("data", () => console.log('{"id":0,"result":{}}'));
    setInterval(() => {}, 1000);`;
  const codex = await startCodex({ command: [process.execPath, "-e", script], exitTimeoutMs: 50 });
  await codex[Symbol.asyncDispose]();
  expect(isAlive(codex.pid)).toBe(false);
});

test("a program that is not there, and one that is no server", async () => {
  await expect(startCodex({ command: [join(folder, "none")] })).rejects.toMatchObject({ code: "process-failed" });
  await expect(startCodex({ command: [process.execPath, "-e", "0"] })).rejects.toMatchObject({
    code: "handshake-failed",
  });
});

test("a program that ends before it answers says why", async () => {
  const script = "console.error('no such folder: /nowhere'); process.exit(3)";
  await expect(startCodex({ command: [process.execPath, "-e", script] })).rejects.toMatchObject({
    code: "process-failed",
    message: `${process.execPath} ended with 3: no such folder: /nowhere`,
  });
});

test("a program may write as much to its standard error as it wants", async () => {
  const script = `
    process.stderr.write("x".repeat(1e6), () => process.stdin.once("data", () => console.log('{"id":0,"result":{}}')));`;
  const codex = await startCodex({ command: [process.execPath, "-e", script], exitTimeoutMs: 50 });
  await codex.close();
});

/** Answers every model request with one message. */
async function startModel(message: string) {
  const events = [
    { type: "response.created", response: { id: "r" } },
    {
      type: "response.output_item.done",
      item: { type: "message", id: "m", role: "assistant", content: [{ type: "output_text", text: message }] },
    },
    { type: "response.completed", response: { id: "r" } },
  ];
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/v1`, [Symbol.dispose]: () => server.close() };
}

test("a conversation on the reference", async ({ skip }) => {
  if (reference === undefined) return skip(REFERENCE_HINT);
  using model = await startModel("hello");
  await using codex = await startCodex({
    command: [reference, "mcp"],
    env: { CODEX_HOME: folder, HOME: folder, PATH: "/usr/bin:/bin" },
    exitTimeoutMs: 0,
  });
  const conversation = await codex.client.newConversation({
    model: "o3",
    cwd: folder,
    config: {
      model_provider: "test",
      "model_providers.test": { name: "test", base_url: model.url, wire_api: "responses" },
    },
  });
  const types: string[] = [];
  for await (const { msg } of conversation.runTurn("hi")) {
    types.push(msg.type);
    if (msg.type === "agent_message") expect(msg.message).toBe("hello");
  }
  expect(types).toEqual(["task_started", "agent_message", "task_complete"]);
  expect(await codex.client.call("getAuthStatus", {})).toEqual({ preferredAuthMethod: "chatgpt" });
});
