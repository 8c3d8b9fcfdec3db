import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  type ConnectOptions,
  McpConnectionManager,
  type McpServerConfig,
  type StdioServerConfig,
} from "../src/index.js";

const fixture = fileURLToPath(new URL("fixtures/tool-server.mjs", import.meta.url));
const never = new AbortController().signal;

function kit(env: Record<string, string> = {}, ...args: string[]): StdioServerConfig {
  return { transport: "stdio", command: process.execPath, args: [fixture, ...args], env, startupTimeoutMs: 100_000 };
}

/** The startup reports, in order. */
async function connect(servers: Record<string, McpServerConfig>, options: Partial<ConnectOptions> = {}) {
  const statuses: string[] = [];
  const { manager } = await McpConnectionManager.connect(servers, {
    env: { PATH: process.env["PATH"] },
    platform: process.platform,
    cwd: process.cwd(),
    clientVersion: "1",
    signal: never,
    onStartup: ({ server, status }) => statuses.push(`${server} ${status}`),
    ...options,
  });
  return { manager, statuses };
}

async function call(manager: McpConnectionManager, server: string, tool: string, args = {}): Promise<string> {
  const { content } = await manager.callTool({ server, tool }, args, { signal: never });
  const [first] = content;
  return first !== undefined && "text" in first ? String(first.text) : "";
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("new servers start, removed ones end, changed ones restart, and the others stay", async () => {
  const { manager, statuses } = await connect({ gone: kit(), changed: kit(), kept: kit() });
  await using _ = manager;
  const child = Number(await call(manager, "gone", "child"));
  for (const server of ["changed", "kept"]) await call(manager, server, "grow");
  await expect.poll(() => manager.resolve("kept__grown")).toBeDefined();
  await expect.poll(() => manager.resolve("changed__grown")).toBeDefined();
  statuses.length = 0;
  manager.change({ changed: kit({ CONFIGURED: "anew" }), kept: kit(), came: kit() });
  expect(manager.resolve("gone__add")).toBeUndefined();
  await manager.settled();
  expect(manager.servers).toEqual(["changed", "kept", "came"]);
  expect(statuses.toSorted()).toEqual([
    "came ready",
    "came starting",
    "changed ready",
    "changed starting",
    "kept ready",
  ]);
  expect(manager.resolve("kept__grown")).toBeDefined();
  expect(manager.resolve("changed__grown")).toBeUndefined();
  expect(JSON.parse(await call(manager, "changed", "env"))).toMatchObject({ CONFIGURED: "anew" });
  expect(await call(manager, "came", "add", { a: 1, b: 2 })).toBe("3");
  await expect.poll(() => isRunning(child)).toBe(false);
  manager.change({});
  expect(manager.listTools()).toEqual({});
});

test("changed limits need no restart: the available tools change at once", async () => {
  const { manager, statuses } = await connect({ kit: kit() });
  await using _ = manager;
  statuses.length = 0;
  manager.change({ kit: { ...kit(), enabledTools: ["add", "env"], disabledTools: ["env"] } });
  expect(statuses).toEqual(["kit ready"]);
  expect(Object.keys(manager.listTools())).toEqual(["kit__add"]);
  await expect(call(manager, "kit", "env")).rejects.toMatchObject({ code: "unknown-tool" });
  manager.change({ kit: kit() });
  expect(Object.keys(manager.listTools())).toContain("kit__env");
});

test("a removed server answers pending requests first", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const { manager } = await connect(
    { kit: kit() },
    {
      async answerElicitation() {
        asked.resolve();
        await answer.promise;
        return { action: "accept", content: { name: "Ada" } };
      },
    },
  );
  await using _ = manager;
  const child = Number(await call(manager, "kit", "child"));
  const underWay = call(manager, "kit", "ask");
  await asked.promise;
  manager.change({});
  await expect(call(manager, "kit", "add")).rejects.toMatchObject({ code: "unknown-tool" });
  expect(isRunning(child)).toBe(true);
  answer.resolve();
  expect(await underWay).toContain("Ada");
  await expect.poll(() => isRunning(child)).toBe(false);
});

test("a server that failed or ended is restarted by a change that names it; one that is still starting is replaced", async () => {
  const broken: StdioServerConfig = { ...kit(), command: "no-such-program" };
  const { manager, statuses } = await connect({ broken, kit: kit() });
  await using _ = manager;
  await expect(call(manager, "kit", "crash")).rejects.toMatchObject({ code: "call-failed" });
  statuses.length = 0;
  manager.change({ broken, kit: kit(), slow: kit({}, "silent") });
  manager.change({ broken: kit(), kit: kit(), slow: kit() });
  await manager.settled();
  expect(statuses.filter((line) => line.startsWith("slow"))).toEqual([
    "slow starting",
    "slow cancelled",
    "slow starting",
    "slow ready",
  ]);
  expect(statuses).toContain("kit starting");
  expect(manager.failures).toEqual([]);
  expect(manager.servers).toEqual(["broken", "kit", "slow"]);
});

test("a call to a starting server waits for it, unless it is interrupted", async () => {
  const { manager } = await connect({});
  await using _ = manager;
  manager.change({ kit: kit(), silent: kit({}, "silent") });
  const interruption = new AbortController();
  const waiting = manager.callTool({ server: "silent", tool: "add" }, {}, { signal: interruption.signal });
  expect(await call(manager, "kit", "add", { a: 1, b: 1 })).toBe("2");
  interruption.abort();
  await expect(waiting).rejects.toMatchObject({ code: "interrupted" });
});
