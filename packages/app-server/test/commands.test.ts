import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const textOf = (notifications: readonly { method: string; params: unknown }[], stream: string): string =>
  notifications
    .filter(({ method, params }) => method === "command/exec/outputDelta" && Object(params).stream === stream)
    .map(({ params }) => Buffer.from(Object(params).deltaBase64, "base64").toString())
    .join("");
const sh = (script: string) => ["sh", "-c", script];

test("a command's output, exit code, environment and folder", async () => {
  await using server = await startServer();
  await using client = await server.connect();
  const env = { MINE: "x", HOME: null };
  const result = await client.call("command/exec", {
    command: sh('pwd; echo "$MINE-$HOME-"; echo e >&2; exit 3'),
    env,
  });
  expect(result).toEqual({ exitCode: 3, stdout: `${server.cwd}\nx--\n`, stderr: "e\n" });
  expect(await client.call("command/exec", { command: ["sleep", "60"], timeoutMs: 100 })).toMatchObject({
    exitCode: 124,
  });
  expect(await client.call("command/exec", { command: sh("printf 12345"), outputBytesCap: 3 })).toMatchObject({
    stdout: "123",
  });
});

test("output is streamed, and input is read", async () => {
  await using server = await startServer();
  await using client = await server.connect();
  const streams = { processId: "p", streamStdin: true, streamStdoutStderr: true };
  const done = client.call("command/exec", { command: sh("cat; echo end >&2"), ...streams });
  await client.call("command/exec/write", { processId: "p", deltaBase64: base64("hello\n") });
  await client.hear("command/exec/outputDelta");
  await client.call("command/exec/write", { processId: "p", closeStdin: true });
  expect(await done).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect([textOf(client.notifications, "stdout"), textOf(client.notifications, "stderr")]).toEqual([
    "hello\n",
    "end\n",
  ]);
  expect(await client.failure("command/exec/write", { processId: "p", deltaBase64: "" })).toMatchObject({
    code: -32600,
  });
});

test("a terminal has the requested size, and is resized", async () => {
  await using server = await startServer();
  await using client = await server.connect();
  const done = client.call("command/exec", {
    command: sh("stty size; read x; stty size; test -t 1 && echo yes"),
    processId: "t",
    tty: true,
    size: { rows: 20, cols: 70 },
  });
  await client.hear("command/exec/outputDelta", ({ deltaBase64 }) =>
    Buffer.from(deltaBase64, "base64").toString().includes("20 70"),
  );
  await client.call("command/exec/resize", { processId: "t", size: { rows: 30, cols: 90 } });
  const none = { processId: "t", size: { rows: 0, cols: 90 } };
  expect((await client.failure("command/exec/resize", none)).code).toBe(-32602);
  await client.call("command/exec/write", { processId: "t", deltaBase64: base64("go\n") });
  expect(await done).toMatchObject({ exitCode: 0 });
  expect(textOf(client.notifications, "stdout")).toMatch(/30 90\r\nyes/);
});

test("a command is ended by its client, or with its client", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const command = sh('echo "$$"; exec sleep 600');
  const first = client.call("command/exec", { command, processId: "a", streamStdoutStderr: true });
  await client.hear("command/exec/outputDelta");
  expect(await client.failure("command/exec", { command: ["true"], processId: "a" })).toMatchObject({ code: -32600 });
  await client.call("command/exec/terminate", { processId: "a" });
  expect(await first).toMatchObject({ exitCode: 137 });
  const second = client.call("command/exec", { command, processId: "b", streamStdoutStderr: true });
  const { deltaBase64 } = await client.hear("command/exec/outputDelta", ({ processId }) => processId === "b");
  void second.catch(() => {});
  await client[Symbol.asyncDispose]();
  expect(() => process.kill(Number(Buffer.from(deltaBase64, "base64").toString()), 0)).toThrow(/ESRCH/);
});

test("a command runs in the sandbox of the request, otherwise of the configuration", async () => {
  const config = `approval_policy = "never"
sandbox_mode = "workspace-write"
sandbox_workspace_write = { exclude_slash_tmp = true, exclude_tmpdir_env_var = true }`;
  await using server = await startServer({ config });
  await using client = await server.connect();
  const readOnly = { type: "readOnly" as const, networkAccess: false };
  const write = (name: string, sandboxPolicy?: typeof readOnly) =>
    client.call("command/exec", { command: sh(`echo x > ${name}`), sandboxPolicy });
  expect((await write("a", readOnly)).exitCode).not.toBe(0);
  expect(await write("b")).toMatchObject({ exitCode: 0 });
  expect([existsSync(path.join(server.cwd, "a")), existsSync(path.join(server.cwd, "b"))]).toEqual([false, true]);
  const outside = path.join(server.codexHome, "config.toml");
  expect((await client.call("command/exec", { command: sh(`echo x >> ${outside}`) })).exitCode).not.toBe(0);
});

test.each([
  [{ command: [] }, -32600],
  [{ command: ["true"], tty: true }, -32600],
  [{ command: ["true"], streamStdin: true }, -32600],
  [{ command: ["true"], size: { rows: 1, cols: 1 } }, -32602],
  [{ command: ["true"], processId: "p", tty: true, size: { rows: 0, cols: 1 } }, -32602],
  [{ command: ["true"], timeoutMs: 1, disableTimeout: true }, -32602],
  [{ command: ["true"], timeoutMs: -1 }, -32602],
  [{ command: ["true"], outputBytesCap: 1, disableOutputCap: true }, -32602],
])("contradictory parameters are refused: %j", async (params, code) => {
  await using server = await startServer();
  await using client = await server.connect();
  expect(await client.failure("command/exec", params)).toMatchObject({ code });
});

test("a missing program is an internal error", async () => {
  await using server = await startServer();
  await using client = await server.connect();
  const failure = await client.failure("command/exec", { command: ["no-such-program"] });
  expect(failure).toMatchObject({ code: -32603, message: expect.stringContaining("no-such-program") });
});

test("a command runs with the named permission profile, which cannot be combined with another sandbox", async () => {
  await using server = await startServer();
  await using client = await server.connect({ experimentalApi: true });
  const touch = { command: ["touch", "made.txt"], permissionProfile: ":read-only" };
  expect((await client.call("command/exec", touch)).exitCode).not.toBe(0);
  const both = { ...touch, sandboxPolicy: { type: "dangerFullAccess" } };
  expect(await client.failure("command/exec", both)).toMatchObject({ code: -32600 });
  expect(existsSync(path.join(server.cwd, "made.txt"))).toBe(false);
});
