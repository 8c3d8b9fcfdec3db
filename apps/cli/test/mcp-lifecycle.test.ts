import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { builtCodex } from "./support/built-codex.js";
import { introduce, isAlive, listeningSockets, type McpProcess, startMcp } from "./support/mcp-process.js";
import { createWorkspace } from "./support/workspace.js";

const FREE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
/** Prints its own process id and that of a background child, then keeps running. */
const LONG = ["sh", "-c", "sleep 60 & echo $$ $!; trap '' TERM; while :; do sleep 1; done"];
const OutputSchema = z.object({
  msg: z.object({ type: z.literal("exec_command_output_delta"), chunk: z.array(z.number()) }),
});

async function createWorld() {
  const model = await startModelServer([sse.shell(LONG, { timeout_ms: 60_000 })]);
  const workspace = await createWorkspace({ model, config: FREE });
  return {
    workspace,
    async [Symbol.asyncDispose]() {
      await workspace[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

/** Starts a turn and waits for its command; returns the ids of the command's processes. */
async function runLongCommand(server: McpProcess): Promise<number[]> {
  await introduce(server);
  const call = { name: "codex", arguments: { prompt: "go" } };
  await server.write(`${JSON.stringify({ jsonrpc: "2.0", id: "call", method: "tools/call", params: call })}\n`);
  const said = await server.heard(({ params }) => OutputSchema.safeParse(params).success);
  return pidsIn(said.params);
}

function pidsIn(params: unknown): number[] {
  const { msg } = OutputSchema.parse(params);
  return Buffer.from(msg.chunk).toString().trim().split(" ").map(Number);
}

describe.skipIf(process.platform !== "linux")("nothing is left running (looked up on Linux only)", () => {
  test("after the end of standard input", async () => {
    await using world = await createWorld();
    await using server = await startMcp(world.workspace);
    const pids = await runLongCommand(server);
    expect(pids.map(isAlive)).toEqual([true, true]);
    server.child.stdin.end();
    expect(await server.exited).toBe(0);
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
  });

  test("after SIGTERM", async () => {
    await using world = await createWorld();
    await using server = await startMcp(world.workspace);
    const pids = await runLongCommand(server);
    server.child.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
  });

  test("when standard output has no reader any more", async () => {
    await using world = await createWorld();
    await using server = await startMcp(world.workspace);
    const pids = await runLongCommand(server);
    server.child.stdout.destroy();
    await server.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"ping"}\n');
    expect(await server.exited).toBe(0);
    expect(server.log).toBe("");
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
  });

  test("of MCP servers that ignore the end of their input, after SIGKILL", async () => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model, files: { "server.mjs": STUBBORN_SERVER } });
    const file = path.join(workspace.codexHome, "config.toml");
    // One is behind a wrapper, as with npx.
    const servers = { direct: ["node", ["server.mjs"]], wrapped: ["sh", ["-c", "node server.mjs; true"]] } as const;
    const tables = Object.entries(servers).map(
      ([name, [command, args]]) =>
        `[mcp_servers.${name}]\ncommand = "${command}"\nargs = ${JSON.stringify(args)}\nstartup_timeout_sec = 100\n`,
    );
    await appendFile(file, `\n${tables.join("")}`);
    await using server = await startMcp(workspace);
    await introduce(server);
    await server.request("newConversation", {});
    const pids = (await workspace.read("pids")).trim().split("\n").map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    server.child.kill("SIGKILL");
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
  });

  test("when the client is killed", async () => {
    await using world = await createWorld();
    // A client that starts the server, relays its input, and prints the server's process id.
    const client = spawn(process.execPath, ["-e", RELAY, await builtCodex()], {
      cwd: world.workspace.cwd,
      env: world.workspace.env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = (async function* () {
      let rest = "";
      for await (const chunk of client.stdout) {
        const pieces = `${rest}${chunk}`.split("\n");
        rest = pieces.pop() ?? "";
        yield* pieces;
      }
    })();
    const serverPid = Number((await lines.next()).value);
    const initialize = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    const call = { name: "codex", arguments: { prompt: "go" } };
    client.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: initialize })}\n`);
    client.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/call", params: call })}\n`);
    let pids: number[] = [];
    for await (const line of lines) {
      const { params } = JSON.parse(line);
      if (!OutputSchema.safeParse(params).success) continue;
      pids = pidsIn(params);
      break;
    }
    expect([serverPid, ...pids].map(isAlive)).toEqual([true, true, true]);
    client.kill("SIGKILL");
    await once(client, "exit");
    await expect.poll(() => [serverPid, ...pids].map(isAlive)).toEqual([false, false, false]);
  });
});

const STUBBORN_SERVER = `
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
appendFileSync("pids", process.pid + "\\n");
process.on("SIGTERM", () => {});
setInterval(() => {}, 1000);
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const hello = { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
  const result = method === "initialize" ? hello : { tools: [] };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
}
`;

const RELAY = `
const server = require("node:child_process").spawn(process.execPath, [process.argv[1], "mcp"], { stdio: ["pipe", "pipe", "inherit"] });
process.stdout.write(server.pid + "\\n");
process.stdin.pipe(server.stdin);
server.stdout.pipe(process.stdout);
`;

test.skipIf(process.platform !== "linux")(
  "no socket listens unless it was asked for, and then on this machine only (counted on Linux only)",
  async () => {
    await using workspace = await createWorkspace();
    await using stdio = await startMcp(workspace);
    await introduce(stdio);
    await stdio.request("tools/list");
    await stdio.request("getAuthStatus", {});
    expect(listeningSockets(stdio.child.pid ?? 0)).toBe(0);

    await using http = await startMcp(workspace, ["--http", "0"]);
    await expect.poll(() => http.strays.length).toBe(1);
    const { url, token } = z.object({ url: z.string(), token: z.string() }).parse(JSON.parse(http.strays[0] ?? ""));
    expect(new URL(url).hostname).toBe("127.0.0.1");
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(listeningSockets(http.child.pid ?? 0)).toBe(1);
    expect((await fetch(url)).status).toBe(401);
    http.child.stdin.end();
    expect(await http.exited).toBe(0);
  },
);

test.each(["x", "-1", "65536", ""])("an invalid port is refused: %j", async (port) => {
  await using workspace = await createWorkspace();
  await using http = await startMcp(workspace, [`--http=${port}`]);
  expect(await http.exited).not.toBe(0);
  expect(http.log).toContain("--http");
});

test("a taken port is reported", async () => {
  await using workspace = await createWorkspace();
  await using first = await startMcp(workspace, ["--http", "0"]);
  await expect.poll(() => first.strays.length).toBe(1);
  const { port } = new URL(z.object({ url: z.string() }).parse(JSON.parse(first.strays[0] ?? "")).url);
  await using second = await startMcp(workspace, ["--http", port]);
  expect(await second.exited).toBe(1);
  expect(second.log).toContain("EADDRINUSE");
});
