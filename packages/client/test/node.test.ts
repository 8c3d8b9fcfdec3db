import { fileURLToPath } from "node:url";
import { REFERENCE_HINT, referenceBinary, sse, startModelServer, TemporaryFolder } from "@codex/test-support";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCodex } from "../src/node.js";

const folder = new TemporaryFolder();
const program = folder.at("program.mjs");
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
afterAll(() => folder[Symbol.dispose]());

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a program is started, used and ended", async () => {
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

test("a program that does not end is killed", async () => {
  const script = `
    process.stdin.once("data", () => console.log('{"id":0,"result":{}}'));
    setInterval(() => {}, 1000);`;
  const codex = await startCodex({ command: [process.execPath, "-e", script], exitTimeoutMs: 50 });
  await codex[Symbol.asyncDispose]();
  expect(isAlive(codex.pid)).toBe(false);
});

test("a missing program, and one that is not a server", async () => {
  await expect(startCodex({ command: [folder.at("none")] })).rejects.toMatchObject({ code: "process-failed" });
  await expect(startCodex({ command: [process.execPath, "-e", "0"] })).rejects.toMatchObject({
    code: "handshake-failed",
  });
});

test("a program that ends before it answers is reported with its error output", async () => {
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

test("a conversation on the reference", async ({ skip }) => {
  if (reference === undefined) return skip(REFERENCE_HINT);
  await using model = await startModelServer([sse.say("hello")]);
  await using codex = await startCodex({
    command: [reference, "mcp"],
    env: { CODEX_HOME: folder.path, HOME: folder.path, PATH: "/usr/bin:/bin" },
    exitTimeoutMs: 0,
  });
  const conversation = await codex.client.newConversation({
    model: "o3",
    cwd: folder.path,
    config: {
      model_provider: "test",
      "model_providers.test": { name: "test", base_url: model.baseUrl, wire_api: "responses" },
    },
  });
  const types: string[] = [];
  for await (const { msg } of conversation.runTurn("hi")) {
    types.push(msg.type);
    if (msg.type === "agent_message") expect(msg.message).toBe("hello");
  }
  expect(types).toEqual(["task_started", "agent_message", "token_count", "task_complete"]);
  expect(await codex.client.call("getAuthStatus", {})).toEqual({ preferredAuthMethod: "chatgpt" });
});
