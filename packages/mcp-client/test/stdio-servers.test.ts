import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  type ConnectOptions,
  McpConnectionManager,
  type McpServerConfig,
  type StdioServerConfig,
} from "../src/index.js";

const fixture = fileURLToPath(new URL("fixtures/tool-server.mjs", import.meta.url));
const never = new AbortController().signal;

function kit(...args: string[]): StdioServerConfig {
  const env = { CONFIGURED: "yes" };
  return { transport: "stdio", command: process.execPath, args: [fixture, ...args], env, startupTimeoutMs: 100_000 };
}

async function connect(servers: Record<string, McpServerConfig>, options: Partial<ConnectOptions> = {}) {
  const env = { PATH: process.env["PATH"], HOME: "/home/of/user", SECRET_TOKEN: "s3cret" };
  return McpConnectionManager.connect(servers, {
    env,
    platform: process.platform,
    cwd: process.cwd(),
    clientVersion: "1",
    signal: never,
    ...options,
  });
}

async function textOf(call: Promise<{ content: readonly unknown[] }>): Promise<string> {
  const [first] = (await call).content;
  return typeof first === "object" && first !== null && "text" in first ? String(first.text) : "";
}

test("tools of all pages are offered under qualified names and called by them", async () => {
  const { manager, failures } = await connect({ kit: kit() });
  await using _ = manager;
  expect(failures).toEqual([]);
  expect(Object.keys(manager.listTools())).toEqual([
    "kit__add",
    "kit__fail",
    "kit__refuse",
    "kit__env",
    "kit__slow",
    "kit__cancelled",
    "kit__crash",
    "kit__child",
    "kit__ask",
    "kit__grow",
    "kit__odd_name__",
  ]);
  expect(await manager.callTool("kit__add", { a: 2, b: 3 }, { signal: never })).toEqual({
    content: [{ type: "text", text: "5" }],
  });
  expect(await manager.callTool({ server: "kit", tool: "fail" }, undefined, { signal: never })).toMatchObject({
    isError: true,
  });
  expect(await textOf(manager.callTool("kit__odd_name__", {}, { signal: never }))).toBe("odd");
  await expect(manager.callTool("kit__refuse", {}, { signal: never })).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringContaining("tool call failed for `kit/refuse`: "),
  });
  await expect(manager.callTool("kit__none", {}, { signal: never })).rejects.toMatchObject({ code: "unknown-tool" });
});

test("a server that reads lines as Node does gets an argument with line separators in one piece", async () => {
  const { manager } = await connect({ kit: kit() });
  await using _ = manager;
  const args = { text: "one\u2028two\u2029three" };
  expect(await textOf(manager.callTool("kit__odd_name__", args, { signal: never }))).toBe("odd");
});

test("tools that a server adds later are offered", async () => {
  const { manager } = await connect({ kit: kit() });
  await using _ = manager;
  expect(manager.resolve("kit__grown")).toBeUndefined();
  await manager.callTool("kit__grow", {}, { signal: never });
  await expect.poll(() => manager.resolve("kit__grown")).toEqual({ server: "kit", tool: "grown" });
  expect(await textOf(manager.callTool("kit__grown", {}, { signal: never }))).toBe("grown");
});

test("a server gets a few variables and the configured ones, no secrets", async () => {
  const inheriting = { ...kit(), inheritedVariables: ["NAMED", "NOT_SET"] };
  const { manager } = await connect(
    { kit: inheriting },
    { env: { PATH: process.env["PATH"], HOME: "/home/of/user", NAMED: "n", SECRET_TOKEN: "s" } },
  );
  await using _ = manager;
  const env: unknown = JSON.parse(await textOf(manager.callTool("kit__env", {}, { signal: never })));
  expect(env).toEqual({ PATH: process.env["PATH"], HOME: "/home/of/user", NAMED: "n", CONFIGURED: "yes" });
});

test("a server that cannot start is named with the reason, the others work", async () => {
  const { manager, failures } = await connect({
    broken: { transport: "stdio", command: "no-such-program", args: [], env: {} },
    silent: { ...kit("silent"), startupTimeoutMs: 200 },
    together: { transport: "stdio", command: "no-such-program --serve", args: [], env: {} },
    nowhere: { ...kit(), cwd: "no/such/folder" },
    deaf: { transport: "stdio", command: process.execPath, args: ["-e", "process.stdin.destroy()"], env: {} },
    dead: { transport: "stdio", command: process.execPath, args: ["-e", "process.exit(4)"], env: {} },
    kit: kit(),
  });
  await using _ = manager;
  expect(failures.map(({ server, error }) => [server, error.code])).toEqual([
    ["broken", "start-failed"],
    ["silent", "timeout"],
    ["together", "start-failed"],
    ["nowhere", "start-failed"],
    ["deaf", "start-failed"],
    ["dead", "start-failed"],
  ]);
  expect(failures.slice(0, 4).map(({ error }) => error.message.replace(/^.* failed to start: /, ""))).toEqual([
    "the program no-such-program was not found",
    "it did not answer within 0.2 s; `startup_timeout_sec` lets it take longer",
    "the program no-such-program --serve was not found: `command` is only the program; its arguments belong in `args`",
    `the folder to run it in is not there: ${path.resolve("no/such/folder")}`,
  ]);
  expect(failures.slice(4).map(({ error }) => error.message)).toEqual([
    "the server ended with code 0",
    "the server ended with code 4",
  ]);
  expect(await textOf(manager.callTool("kit__add", { a: 1, b: 1 }, { signal: never }))).toBe("2");
});

test.skipIf(process.platform === "win32")("a leading ~ of the program and its folder is the user's home", async () => {
  const { manager, failures } = await connect(
    { kit: { ...kit(), command: `~/${path.basename(process.execPath)}`, cwd: "~" } },
    { env: { PATH: process.env["PATH"], HOME: path.dirname(process.execPath) } },
  );
  await using _ = manager;
  expect(failures).toEqual([]);
});

test("an interrupted or overdue call is cancelled at the server", async () => {
  const { manager } = await connect({ kit: kit() });
  await using _ = manager;
  const states = () => textOf(manager.callTool("kit__cancelled", {}, { signal: never }));
  const stop = new AbortController();
  const call = manager.callTool("kit__slow", {}, { signal: stop.signal });
  await expect.poll(states).toBe('["slow"]');
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: "interrupted" });
  await expect.poll(states).toBe('["cancelled"]');
  await expect(manager.callTool("kit__slow", {}, { timeoutMs: 500, signal: never })).rejects.toMatchObject({
    code: "timeout",
    message: expect.stringContaining("it did not answer within 0.5 s; `tool_timeout_sec` lets it take longer"),
  });
  await expect.poll(states).toBe('["cancelled","cancelled"]');
});

test("a server that ends fails the call with its last output and is restarted for the next; others continue", async () => {
  const { manager } = await connect({ kit: kit(), other: kit() });
  await using _ = manager;
  await expect(manager.callTool("kit__crash", {}, { signal: never })).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringContaining("the server ended with code 3 (it said: about to [31mcrash)"),
  });
  expect(await textOf(manager.callTool("kit__add", { a: 1, b: 1 }, { signal: never }))).toBe("2");
  expect(await textOf(manager.callTool("other__add", { a: 1, b: 1 }, { signal: never }))).toBe("2");
});

test("a server's questions are passed on; without a user to ask, they are refused", async () => {
  const asked: unknown[] = [];
  const answered = await connect(
    { kit: kit() },
    {
      answerElicitation: async (elicitation) => {
        asked.push(elicitation);
        return { action: "accept", content: { name: "Ada" } };
      },
    },
  );
  await using _ = answered.manager;
  expect(await textOf(answered.manager.callTool("kit__ask", {}, { signal: never }))).toBe(
    '{"action":"accept","content":{"name":"Ada"}}',
  );
  expect(asked).toEqual([
    {
      server: "kit",
      message: "Your name?",
      requestedSchema: { type: "object", properties: { name: { type: "string" } } },
    },
  ]);
  const alone = await connect({ kit: kit() });
  await using __ = alone.manager;
  expect(await textOf(alone.manager.callTool("kit__ask", {}, { signal: never }))).toBe('"refused"');
});

test("a call's time stands still while the user answers a question of its server, and runs on afterwards", async () => {
  let asked = 0;
  const { manager } = await connect(
    { kit: kit() },
    {
      answerElicitation: async () => {
        asked++;
        vi.advanceTimersByTime(60_000);
        return { action: "accept", content: { name: "Ada" } };
      },
    },
  );
  await using _ = manager;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const silent = manager.callTool("kit__slow", {}, { timeoutMs: 1000, signal: never });
  const ended = expect(silent).rejects.toMatchObject({ code: "timeout" });
  expect(await textOf(manager.callTool("kit__ask", {}, { timeoutMs: 1000, signal: never }))).toContain("Ada");
  vi.advanceTimersByTime(1000);
  await ended;
  expect(asked).toBe(1);
});

test("limits that no timer can hold are as long as it can", async () => {
  const month = 31 * 24 * 60 * 60 * 1000;
  const { manager, failures } = await connect({ kit: { ...kit(), startupTimeoutMs: month, toolTimeoutMs: month } });
  await using _ = manager;
  expect(failures).toEqual([]);
  expect(await textOf(manager.callTool("kit__add", { a: 1, b: 1 }, { signal: never }))).toBe("2");
});

test("a question answered on a page names the page; only web pages are opened", async () => {
  const asked: unknown[] = [];
  const { manager } = await connect(
    { kit: kit() },
    {
      answerElicitation: async (elicitation) => {
        asked.push(elicitation);
        return { action: "accept", content: {} };
      },
    },
  );
  await using _ = manager;
  const ask = (url: string) => textOf(manager.callTool("kit__ask", { url }, { signal: never }));
  expect(await ask("https://example.com/login")).toBe('{"action":"accept","content":{}}');
  expect(await ask("file:///etc/passwd")).toBe('{"action":"decline"}');
  expect(asked).toEqual([
    {
      server: "kit",
      message: "Log in there\nhttps://example.com/login",
      requestedSchema: { type: "object", properties: {} },
      link: { url: "https://example.com/login", elicitationId: "e1", message: "Log in there" },
    },
  ]);
});

const dying: StdioServerConfig = {
  ...kit(),
  args: [fileURLToPath(new URL("fixtures/dying-server.mjs", import.meta.url))],
};

test("an answer without end fails the call, and so does a server that closes its output", async () => {
  const { manager } = await connect({ dying });
  await using _ = manager;
  const call = (tool: string) => manager.callTool({ server: "dying", tool }, {}, { signal: never });
  await expect(call("flood")).rejects.toThrow("the server's answer is too long");
  await expect(call("hush")).rejects.toThrow("the server has ended");
});

test("a server's last messages cause no warnings of Node", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on("warning", onWarning);
  const { manager } = await connect({ dying });
  await manager[Symbol.asyncDispose]();
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});

test.each([["polite"], ["stubborn"]])("nothing that a %s server started outlives the manager", async (kind) => {
  const { manager } = await connect({ kit: kit(kind) });
  const child = Number(await textOf(manager.callTool("kit__child", {}, { signal: never })));
  expect(isAlive(child)).toBe(true);
  await manager[Symbol.asyncDispose]();
  await expect.poll(() => isAlive(child)).toBe(false);
});

/** An ended process that was not waited for yet is still listed, as a zombie. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
