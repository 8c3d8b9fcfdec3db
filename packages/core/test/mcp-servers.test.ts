import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AskForApproval } from "@codex/protocol";
import { sse, startModelServer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { loadConfig } from "../src/config/load-config.js";
import type { ThreadEvent } from "../src/items/thread-event.js";
import { ThreadManager } from "../src/thread/thread-manager.js";
import type { StartOptions } from "../src/thread/turn-options.js";

const fixture = fileURLToPath(new URL("../../mcp-client/test/fixtures/tool-server.mjs", import.meta.url));

/** One turn in which the model calls `kit__ask`, whose server then asks the user for a name. */
const ask = (options: StartOptions = {}) => turnOf(["ask"], "on-request", options);

/** One turn in which the model calls tools of the server, one after the other. */
async function turnOf(
  ...turn: readonly [
    tools: readonly string[],
    policy: AskForApproval,
    options?: StartOptions,
    settings?: Readonly<Record<string, unknown>>,
  ]
): Promise<ThreadEvent[]> {
  return (await playTurn(...turn)).events;
}

async function lastRequest(tools: readonly string[], settings: Readonly<Record<string, unknown>>) {
  const { sent } = await playTurn(tools, "never", {}, settings);
  return z.array(z.looseObject({ type: z.string(), output: z.optional(z.string()) })).parse(sent);
}

async function playTurn(
  tools: readonly string[],
  approvalPolicy: AskForApproval,
  options: StartOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly events: ThreadEvent[]; readonly sent: unknown }> {
  using home = new TemporaryFolder();
  const calls = tools.map((tool) => sse.call(`kit__${tool}`, {}));
  await using model = await startModelServer([...calls, sse.say("done")]);
  const servers = {
    kit: { command: process.execPath, args: [fixture], startup_timeout_sec: 100, ...settings },
    broken: { command: "no-such-program" },
  };
  const provider = { name: "mock", base_url: model.baseUrl, wire_api: "responses" };
  const env = { PATH: process.env["PATH"] };
  const config = await loadConfig({
    codexHome: home.path,
    cwd: home.path,
    env,
    cliOverrides: [
      ["mcp_servers", servers],
      ["model_providers.mock", provider],
    ],
    overrides: { modelProvider: "mock", approvalPolicy },
  });
  await using manager = new ThreadManager({ env, platform: process.platform, version: "0", userAgent: "test" });
  const thread = await manager.newThread(config);
  const events: ThreadEvent[] = [];
  const iterator = thread.events();
  await thread.start([{ type: "text", text: "go" }], options);
  for await (const event of iterator) {
    events.push(event);
    if (event.type === "turn-ended") break;
  }
  return { events, sent: z.object({ input: z.unknown() }).parse(model.requests.at(-1)?.body).input };
}

function answerIn(events: readonly ThreadEvent[]): unknown {
  return events.flatMap((event) =>
    event.type === "item-ended" && event.item.kind === "mcp-call" ? [event.item.result] : [],
  )[0];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a server's question reaches the user, and a server that cannot start is named in a notice", async () => {
  const events = await ask({
    ask: async (question) =>
      question.kind === "elicitation"
        ? { type: "accepted", content: { name: `${question.server} asked ${question.message}` } }
        : { type: "denied" },
  });
  expect(answerIn(events)).toEqual({
    content: [{ type: "text", text: '{"action":"accept","content":{"name":"kit asked Your name?"}}' }],
  });
  expect(events.flatMap((event) => (event.type === "notice" ? [[event.code, event.message]] : []))).toEqual([
    ["mcp-server-failed", "MCP client for `broken` failed to start: the program no-such-program was not found"],
  ]);
});

test("a server is told if there is nobody to ask", async () => {
  expect(answerIn(await ask())).toEqual({ content: [{ type: "text", text: '{"action":"decline"}' }] });
});

test("a server gets a denial if the user is never asked", async () => {
  const yes: StartOptions["ask"] = async () => ({ type: "accepted", content: { name: "never" } });
  const events = await turnOf(["ask"], "never", { ask: yes });
  expect(answerIn(events)).toEqual({ content: [{ type: "text", text: '{"action":"decline"}' }] });
});

test.each<[AskForApproval, string[]]>([
  ["untrusted", ["kit.fail", "kit.env"]],
  ["on-request", ["kit.fail"]],
  ["on-failure", ["kit.fail"]],
  ["never", []],
])("under %s tools are asked about unless they are read-only or not destructive", async (policy, asked) => {
  const seen: string[] = [];
  const events = await turnOf(["add", "fail", "env"], policy, {
    ask: async (question) => {
      if (question.kind === "command") seen.push(question.command[0] ?? "");
      return { type: "denied" };
    },
  });
  expect(seen).toEqual(asked);
  const ends = events.flatMap((event) =>
    event.type === "item-ended" && event.item.kind === "mcp-call" && event.item.status === "declined"
      ? [`${event.item.server}.${event.item.tool}`]
      : [],
  );
  expect(ends).toEqual(asked);
});

test("a tool that was approved for the thread is not asked about again", async () => {
  let count = 0;
  await turnOf(["env", "env"], "untrusted", {
    ask: async () => {
      count++;
      return { type: "approved", scope: "thread" };
    },
  });
  expect(count).toBe(1);
});

test.each([
  { mode: "prompt", policy: "on-request", asked: ["add", "fail", "env"] },
  { mode: "writes", policy: "on-request", asked: ["fail", "env"] },
  { mode: "approve", policy: "untrusted", asked: [] },
] as const)(
  "under $mode tools are asked about whatever their hints and $policy say",
  async ({ mode, policy, asked }) => {
    const seen: unknown[] = [];
    const ask: StartOptions["ask"] = async (question) => {
      if (question.kind === "command") seen.push(question.mcpCall?.tool);
      return { type: "approved", scope: "once" };
    };
    await turnOf(["add", "fail", "env"], policy, { ask }, { default_tools_approval_mode: mode });
    expect(seen).toEqual(asked);
  },
);

test("a tool's own approval mode precedes the server's; if the user is never asked it is refused", async () => {
  const settings = { default_tools_approval_mode: "prompt", tools: { fail: { approval_mode: "approve" } } };
  const events = await turnOf(["env", "fail"], "never", {}, settings);
  const ends = events.flatMap((event) =>
    event.type === "item-ended" && event.item.kind === "mcp-call" ? [[event.item.tool, event.item.status]] : [],
  );
  expect(ends).toEqual([
    ["env", "declined"],
    ["fail", "failed"],
  ]);
});

test("the model gets no more of a tool's result than its limit", async () => {
  const settings = { tools: { env: { output_token_limit: 50 } }, env: { LONG: "x".repeat(1000) } };
  const sent = await lastRequest(["env"], settings);
  const output = sent.find(({ type }) => type === "function_call_output")?.output ?? "";
  expect(Buffer.byteLength(output)).toBeLessThanOrEqual(400);
  expect(output).toMatch(/omitted .*bytes/);
});

test("a session does not start without a required server", async () => {
  using home = new TemporaryFolder();
  const env = { PATH: process.env["PATH"] };
  const config = await loadConfig({
    codexHome: home.path,
    cwd: home.path,
    env,
    cliOverrides: [["mcp_servers.kit", { command: "no-such-program", required: true }]],
    overrides: {},
  });
  await using manager = new ThreadManager({ env, platform: process.platform, version: "0", userAgent: "test" });
  await expect(manager.newThread(config)).rejects.toMatchObject({
    code: "mcp-server-required",
    message: expect.stringContaining("`kit`"),
  });
});

test("a thread that fails to start leaves no server running", async () => {
  using home = new TemporaryFolder();
  const note = home.at("pid");
  const args = ["-c", 'echo $$ > "$0"; exec "$@"', note, process.execPath, fixture];
  const config = await loadConfig({
    codexHome: home.path,
    cwd: home.path,
    env: { PATH: process.env["PATH"] },
    cliOverrides: [["mcp_servers", { kit: { command: "sh", args, startup_timeout_sec: 100 } }]],
    overrides: {},
  });
  const createModelClient = () => {
    throw new Error("no model");
  };
  await using manager = new ThreadManager({
    env: {},
    platform: process.platform,
    version: "0",
    userAgent: "test",
    createModelClient,
  });
  await expect(manager.newThread(config)).rejects.toThrow("no model");
  const pid = Number(readFileSync(note, "utf8"));
  await expect.poll(() => isAlive(pid)).toBe(false);
});
