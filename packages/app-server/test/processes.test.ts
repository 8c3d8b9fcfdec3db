import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const sh = (script: string) => ["sh", "-c", script];
const EXPERIMENTAL = { experimentalApi: true };

test("process/spawn is answered at the start; a notification reports the exit and the output", async () => {
  await using server = await startServer();
  await using client = await server.connect(EXPERIMENTAL);
  const spawn = { cwd: server.cwd, command: sh("pwd; echo err >&2; exit 3"), processHandle: "a" };
  expect(await client.call("process/spawn", spawn)).toEqual({});
  const end = { exitCode: 3, stdout: `${server.cwd}\n`, stderr: "err\n", outputDrainTimedOut: false };
  expect(await client.hear("process/exited")).toMatchObject(end);
  await client.call("process/spawn", { ...spawn, command: sh("printf 12345"), outputBytesCap: 3 });
  expect(await client.hear("process/exited", ({ stdout }) => stdout === "123")).toMatchObject({
    stdoutCapReached: true,
  });
});

test("a process gets input, and its output is streamed", async () => {
  await using server = await startServer();
  await using client = await server.connect(EXPERIMENTAL);
  const streams = { streamStdin: true, streamStdoutStderr: true };
  const spawn = { cwd: server.cwd, command: sh("cat; echo over"), processHandle: "a", ...streams };
  await client.call("process/spawn", spawn);
  expect(await client.failure("process/spawn", spawn)).toMatchObject({ code: -32600 });
  await client.call("process/writeStdin", { processHandle: "a", deltaBase64: base64("in\n") });
  await client.hear("process/outputDelta");
  await client.call("process/writeStdin", { processHandle: "a", closeStdin: true });
  expect(await client.hear("process/exited")).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  const notifications = client.notifications.filter(({ method }) => method === "process/outputDelta");
  const text = notifications.map(({ params }) => Buffer.from(Object(params).deltaBase64, "base64").toString()).join("");
  expect(text).toBe("in\nover\n");
  expect(await client.failure("process/kill", { processHandle: "a" })).toMatchObject({ code: -32600 });
});

test("a terminal is resized", async () => {
  await using server = await startServer();
  await using client = await server.connect(EXPERIMENTAL);
  const command = sh("stty size; read x; stty size");
  const terminal = { tty: true, size: { rows: 10, cols: 20 } };
  await client.call("process/spawn", { cwd: server.cwd, command, processHandle: "t", ...terminal });
  const shows = (text: string) => (params: { deltaBase64: string }) =>
    Buffer.from(params.deltaBase64, "base64").toString().includes(text);
  await client.hear("process/outputDelta", shows("10 20"));
  await client.call("process/resizePty", { processHandle: "t", size: { rows: 11, cols: 22 } });
  await client.call("process/writeStdin", { processHandle: "t", deltaBase64: base64("\n") });
  await client.hear("process/outputDelta", shows("11 22"));
  expect(await client.hear("process/exited")).toMatchObject({ exitCode: 0 });
});

test("a process is killed, runs out of time, and ends with its client", async () => {
  await using server = await startServer();
  const client = await server.connect(EXPERIMENTAL);
  const start = (processHandle: string, more = {}) =>
    client.call("process/spawn", { cwd: server.cwd, command: sh('echo "$$"; exec sleep 600'), processHandle, ...more });
  const endOf = (handle: string) => client.hear("process/exited", ({ processHandle }) => processHandle === handle);
  await start("killed", { timeoutMs: null });
  await client.call("process/kill", { processHandle: "killed" });
  expect(await endOf("killed")).toMatchObject({ exitCode: 137 });
  await start("late", { timeoutMs: 50 });
  expect(await endOf("late")).toMatchObject({ exitCode: 124 });
  await start("left", { timeoutMs: null, streamStdoutStderr: true });
  const { deltaBase64 } = await client.hear("process/outputDelta", ({ processHandle }) => processHandle === "left");
  await client[Symbol.asyncDispose]();
  expect(() => process.kill(Number(Buffer.from(deltaBase64, "base64").toString()), 0)).toThrow(/ESRCH/);
});

test.each([
  [{ command: [] }, -32600],
  [{ processHandle: "" }, -32600],
  [{ cwd: "relative" }, -32600],
  [{ size: { rows: 1, cols: 1 } }, -32602],
  [{ timeoutMs: -1 }, -32602],
  [{ command: ["no-such-program"] }, -32603],
])("a process that cannot be started is refused: %j", async (params, code) => {
  await using server = await startServer();
  await using client = await server.connect(EXPERIMENTAL);
  const spawn = { command: ["true"], processHandle: "a", cwd: server.cwd, ...params };
  expect(await client.failure("process/spawn", spawn)).toMatchObject({ code });
});
