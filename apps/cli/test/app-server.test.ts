import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { AppServerClient, openedSocket, webSocketTransport } from "@codex/client/app-server";
import { startAppServer } from "@codex/client/node";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const clientInfo = { name: "tester", version: "1" };

/** Messages that no real client sends: broken JSON, broken messages, hostile params, odd bytes. */
function hostileTexts(): string[] {
  const values = [
    "null",
    "[]",
    "{}",
    '""',
    "0",
    "-1",
    "1e999",
    "true",
    '"\\ud800"',
    '{"__proto__":1}',
    "[[[[]]]]",
    JSON.stringify("x".repeat(5000)),
    `${"[".repeat(2000)}${"]".repeat(2000)}`,
    '{"path":"/proc/self/mem"}',
    '{"threadId":"../../etc/passwd"}',
    '{"command":["\\u0000"]}',
    '{"keyPath":"a.b.c","value":{"__proto__":{}},"mergeStrategy":"x"}',
  ];
  const methods = [
    "thread/start",
    "thread/resume",
    "turn/start",
    "fs/readFile",
    "fs/watch",
    "fs/copy",
    "command/exec",
    "command/exec/write",
    "config/value/write",
    "config/batchWrite",
    "config/read",
    "model/list",
    "fuzzyFileSearch",
    "mcpServer/tool/call",
    "account/login/start",
    "account/read",
    "initialize",
    "__proto__",
    "constructor",
    "toString",
    "",
  ];
  const calls = methods.flatMap((method) =>
    values.map(
      (params, index) =>
        `{"id":${index % 3 === 0 ? JSON.stringify(`s${index}`) : index},"method":${JSON.stringify(method)},"params":${params}}`,
    ),
  );
  const odd = values.flatMap((value) => [
    value,
    `{"id":${value}}`,
    `{"method":${value}}`,
    `{"id":${value},"method":"thread/start"}`,
    `{"id":1,"result":${value}}`,
    `{"id":${value},"error":${value}}`,
    `{"jsonrpc":${value},"id":2,"method":"model/list","params":{}}`,
    value.slice(0, -1),
    `[${value},${value}]`,
    `{"id":3,"method":"initialized","params":${value}}`,
  ]);
  return [...calls, ...odd, "", " ", "\u0000", "\ufeff{}", '{"id":1', "}", "GET / HTTP/1.1"];
}

async function start(workspace: Workspace, args: readonly string[] = []) {
  const child = spawn(process.execPath, [await builtCodex(), "app-server", ...args], {
    cwd: workspace.cwd,
    env: workspace.env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exited = once(child, "exit").then(([code]: unknown[]) => code);
  return { child, exited };
}

test("--print-startup-config says as JSON whether a server could start, and starts none", async () => {
  await using workspace = await createWorkspace({});
  const print = async (...args: string[]) => {
    const { code, stdout } = await runCodex(workspace, ["app-server", "--print-startup-config", ...args]);
    return { code, json: JSON.parse(stdout) };
  };
  expect(await print("--startup-client-info", JSON.stringify(clientInfo))).toEqual({
    code: 0,
    json: {
      appServerVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      configRequirements: { requirements: null, supportsIndependentSpeedModes: true },
    },
  });
  expect(await print("-c", "model=3")).toMatchObject({
    code: 1,
    json: { error: { code: -32600, data: { reason: "configLoad" }, message: expect.stringContaining("`model`") } },
  });
  const file = path.join(workspace.codexHome, "config.toml");
  await writeFile(file, 'model = "x"\nnothing');
  expect(await print()).toMatchObject({ code: 1, json: { error: { data: { filePath: file, line: 2 } } } });
});

test("a turn over standard streams; the end of input ends the program with 0", async () => {
  await using model = await startModelServer([sse.say("hello")]);
  await using workspace = await createWorkspace({ model, config: 'approval_policy = "never"' });
  const command = [process.execPath, await builtCodex(), "app-server"] as const;
  const started = await startAppServer({ command, cwd: workspace.cwd, env: workspace.env, clientInfo });
  const { thread } = await started.client.call("thread/start", {});
  const said = started.client.next("item/completed", ({ item }) => item.type === "agentMessage");
  await started.client.call("turn/start", {
    threadId: thread.id,
    input: [{ type: "text", text: "hi", text_elements: [] }],
  });
  expect(await said).toMatchObject({ item: { text: "hello" } });
  await started.close();
  const { child, exited } = await start(workspace);
  child.stdin.end();
  expect(await exited).toBe(0);
});

test("the end of input ends everything that turns and clients have started", async () => {
  await using model = await startModelServer([sse.shell(["sh", "-c", "echo turn $$; exec sleep 600"])], {
    allowLeftover: true,
  });
  const config = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
  await using workspace = await createWorkspace({ model, config });
  const { child, exited } = await start(workspace);
  const pids: number[] = [];
  const bothRun = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { id, method, params, result } = JSON.parse(line);
      const threadId: unknown = id === "thread" ? result.thread.id : undefined;
      if (typeof threadId === "string") {
        const turn = { threadId, input: [{ type: "text", text: "go", text_elements: [] }] };
        child.stdin.write(`${JSON.stringify({ id: "turn", method: "turn/start", params: turn })}\n`);
      }
      const output =
        method === "command/exec/outputDelta"
          ? Buffer.from(params.deltaBase64, "base64").toString()
          : method === "item/commandExecution/outputDelta"
            ? params.delta
            : "";
      const pid = /^(?:turn|own) (\d+)/.exec(output)?.[1];
      if (pid !== undefined && pids.push(Number(pid)) === 2) resolve();
    });
  });
  const own = { command: ["sh", "-c", "echo own $$; exec sleep 600"], processId: "p", streamStdoutStderr: true };
  const messages = [
    { id: "first", method: "initialize", params: { clientInfo } },
    { id: "own", method: "command/exec", params: { ...own, disableTimeout: true } },
    { id: "thread", method: "thread/start", params: {} },
  ];
  for (const message of messages) child.stdin.write(`${JSON.stringify(message)}\n`);
  await bothRun;
  child.stdin.end();
  expect(await exited).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test("hostile input over standard streams is answered or ignored, and the server survives", async () => {
  await using workspace = await createWorkspace();
  const { child, exited } = await start(workspace);
  const texts = hostileTexts();
  expect(texts.length).toBeGreaterThan(500);
  const lines = createInterface({ input: child.stdout });
  const alive = new Promise<unknown>((resolve) => {
    lines.on("line", (line) => {
      const message: unknown = JSON.parse(line);
      if (Object(message).id === "alive") resolve(message);
    });
  });
  child.stdin.write('{"id":"first","method":"initialize","params":{"clientInfo":{"name":"t","version":"1"}}}\n');
  for (const text of texts) child.stdin.write(`${text}\n`);
  child.stdin.write(Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a]));
  child.stdin.write('{"id":"alive","method":"configRequirements/read"}\n');
  expect(await alive).toMatchObject({ result: { requirements: null } });
  child.stdin.end();
  expect(await exited).toBe(0);
});

test("the same over WebSocket, while other clients are served; SIGTERM ends with 0", async () => {
  await using workspace = await createWorkspace();
  const { child, exited } = await start(workspace, ["--listen", "ws://127.0.0.1:0"]);
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      const found = /ws:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const hostile = await openedSocket(new WebSocket(url));
  hostile.send('{"id":"first","method":"initialize","params":{"clientInfo":{"name":"t","version":"1"}}}');
  for (const text of hostileTexts()) hostile.send(text);
  const binary = await openedSocket(new WebSocket(url));
  binary.send(new Uint8Array([1, 2, 3]));
  await once(binary, "close");
  const transport = webSocketTransport(await openedSocket(new WebSocket(url)));
  const client = await AppServerClient.connect(transport, { clientInfo });
  expect(await client.call("configRequirements/read")).toMatchObject({ requirements: null });
  await client.close();
  hostile.close();
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});
