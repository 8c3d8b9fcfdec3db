import { readdirSync, readFileSync } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Event, EventSchema } from "@codex/protocol";
import { fault, type JsonLinesProgram, responsesEvent, sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { runCodex, startCodexLines } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

describe("a broken config.toml", () => {
  const BROKEN = {
    "no TOML": ['model = "gpt-5', /config\.toml:1: .*model = "gpt-5/],
    "a value of the wrong kind": [
      '\n[mcp_servers.x]\ncommand = ["a"]',
      /config\.toml:3: `mcp_servers\.x\.command` must/,
    ],
    "a value that is near": ['approval_policy = "nevr"', /config\.toml:1: .*did you mean "never"/],
  } as const;

  it.each(Object.entries(BROKEN))(
    "%s: reports file, line and problem, and starts nothing",
    async (_, [text, message]) => {
      await using model = await startModelServer([]);
      await using workspace = await createWorkspace({ model });
      await writeFile(path.join(workspace.codexHome, "config.toml"), text);
      const runs = await Promise.all(
        [["exec", "go"], ["proto"], ["login", "status"]].map((args) => runCodex(workspace, args)),
      );
      for (const { code, stdout, stderr } of runs) {
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toMatch(message);
        expect(stderr.trimEnd()).not.toContain("\n");
      }
      await expect(access(path.join(workspace.codexHome, "sessions"))).rejects.toThrow();
    },
  );

  it("is the reply to the server's first conversation, and a repaired file is used at once", async () => {
    await using workspace = await createWorkspace();
    const config = path.join(workspace.codexHome, "config.toml");
    const valid = readFileSync(config, "utf8");
    await writeFile(config, 'approval_policy = "nevr"');
    await using server = await startCodexLines(workspace, ["mcp"]);
    expect(await ask(server, "newConversation", {})).toMatchObject({
      error: { message: expect.stringMatching(/config\.toml:1: .*did you mean "never"/) },
    });
    await writeFile(config, valid);
    expect(await ask(server, "newConversation", {})).toMatchObject({ result: { model: "gpt-5" } });
  });
});

it("an unknown option: points to the usage, exit status 2", async () => {
  await using workspace = await createWorkspace();
  expect(await runCodex(workspace, ["exec", "--modl", "x", "go"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: unknown option '--modl'; did you mean '--model'?\n\nRun 'codex exec --help' for its usage.\n",
  });
});

it("an unusable listen address: lists the valid kinds, exit status 2", async () => {
  await using workspace = await createWorkspace();
  expect(await runCodex(workspace, ["app-server", "--listen", "nope://x"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: --listen: expected ws://127.0.0.1:PORT, unix://PATH or stdio://, got 'nope://x'\n",
  });
});

it("a missing key: names its variable, before any request", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model });
  const { code, stdout, stderr } = await runCodex(workspace, ["exec", "go"], { env: { TEST_KEY: "" } });
  expect(code).not.toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/error: .*TEST_KEY/);
});

describe("invalid messages", () => {
  const ID = "67e55044-10b1-426f-9247-bb680e5fe0c8";

  it("get JSON-RPC errors from codex mcp, and the next message works", async () => {
    await using workspace = await createWorkspace();
    const lines = [
      "no JSON",
      "[]",
      '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      '{"jsonrpc":"2.0","id":1,"method":"frobnicate","params":{}}',
      '{"jsonrpc":"2.0","method":"notifications/frobnicate"}',
      '{"jsonrpc":"2.0","id":2,"method":"newConversation","params":{"cwd":5}}',
      '{"jsonrpc":"2.0","id":3,"method":"newConversation","params":{"approvalPolicy":"sometimes"}}',
      `{"jsonrpc":"2.0","id":4,"method":"interruptConversation","params":{"conversationId":"${ID}"}}`,
      '{"jsonrpc":"2.0","id":5,"method":"sendUserMessage","params":{"conversationId":"../../x","items":[]}}',
      '{"jsonrpc":"2.0","id":6,"method":"ping"}',
    ];
    const { code, stdout } = await runCodex(workspace, ["mcp"], { input: `${lines.join("\n")}\n` });
    expect(code).toBe(0);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => AnswerSchema.parse(JSON.parse(line)));
    expect(answers.toSorted(byId).map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32700],
      [null, -32600],
      [null, -32600],
      [1, -32601],
      [2, -32602],
      [3, -32602],
      [4, -32600],
      [5, -32602],
      [6, undefined],
    ]);
    expect(answers.find(({ id }) => id === 2)?.error?.message).toBe("Invalid params: cwd: expected string");
  });

  it("get a message on standard error from codex proto, and the next one works", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    await using proto = await startCodexLines(workspace, ["proto"]);
    for (const line of ["no JSON", "[]", '{"id":1}', '{"id":"1","op":{"type":"frobnicate"}}']) proto.send(line);
    proto.send(userInput("s", "go"));
    expect(await eventOf(proto, "task_complete")).toMatchObject({ id: "s", msg: { last_agent_message: "done" } });
  });
});

it("a failing model stream: an error with its cause, and the conversation continues", async () => {
  const failures = [
    sse.failed({ code: "server_error", message: "out of paper" }),
    sse.cut(responsesEvent.textDelta("half an ans")),
    fault.status(418, { error: { message: "I am a teapot" } }),
    fault.raw("event: response.completed\ndata: {\n\n"),
  ];
  await using model = await startModelServer([...failures, sse.say("back again")]);
  await using workspace = await createWorkspace({ model });
  await using proto = await startCodexLines(workspace, ["proto"]);
  const causes: string[] = [];
  for (const [turn] of failures.entries()) {
    proto.send(userInput(`s${turn}`, "go"));
    const { msg } = await eventOf(proto, "error", `s${turn}`);
    causes.push(msg.type === "error" ? msg.message : "");
    await eventOf(proto, "task_complete", `s${turn}`);
  }
  expect(causes).toEqual([
    expect.stringContaining("out of paper"),
    expect.stringContaining("stream disconnected before completion"),
    expect.stringContaining("I am a teapot"),
    expect.stringContaining("stream"),
  ]);
  proto.send(userInput("last", "go"));
  expect(await eventOf(proto, "task_complete", "last")).toMatchObject({ msg: { last_agent_message: "back again" } });
  expect(await proto.end()).toBe(0);
});

describe("when standard input ends while everything is running", () => {
  it.each(["read-only", "danger-full-access"])("all started processes are gone (%s)", async (sandbox) => {
    // No other process on this machine has this name.
    const nap = `86399.${String(process.hrtime.bigint()).slice(-9)}`;
    const stubborn = `trap "" TERM HUP INT; (setsid sleep ${nap} &) ; sleep ${nap} & echo started; sleep ${nap}; sleep ${nap}`;
    await using model = await startModelServer([sse.shell(["bash", "-c", stubborn]), sse.hang()]);
    await using workspace = await createWorkspace({
      model,
      config: `approval_policy = "never"\nsandbox_mode = "${sandbox}"`,
    });
    await writeFile(
      path.join(workspace.codexHome, "config.toml"),
      `\n[mcp_servers.stubborn]\ncommand = ${JSON.stringify(process.execPath)}\nargs = ["-e", ${JSON.stringify(STUBBORN_SERVER)}, "${nap}"]\n`,
      { flag: "a" },
    );
    await using mcp = await startCodexLines(workspace, ["mcp"]);
    const { conversationId } = await begin(mcp);
    mcp.send(request(10, "sendUserMessage", { conversationId, items: [{ type: "text", data: { text: "go" } }] }));
    await mcp.waitFor((json) => (JSON.stringify(json).includes("exec_command_output_delta") ? true : undefined));
    const second = await begin(mcp);
    mcp.send(request(11, "sendUserMessage", { ...second, items: [{ type: "text", data: { text: "go" } }] }));
    await model.waitForRequests(2);
    expect(processesWith(nap).length).toBeGreaterThan(2);
    expect(await mcp.end()).toBe(0);
    expect(processesWith(nap)).toEqual([]);
  });
});

/** An MCP server that ignores the end of its input and SIGTERM. */
const STUBBORN_SERVER = `
process.on("SIGTERM", () => {});
require("node:child_process").spawn("sleep", [process.argv[1]], { stdio: "ignore" });
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  const serverInfo = { name: "stubborn", version: "1" };
  const introduction = { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo };
  const result = method === "initialize" ? introduction : { tools: [] };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
});
`;

const AnswerSchema = z.object({
  id: z.union([z.number(), z.null()]),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
type Answer = z.infer<typeof AnswerSchema>;

const byId = (a: Answer, b: Answer): number => (a.id ?? 0) - (b.id ?? 0);

const request = (id: number, method: string, params: unknown) => ({ jsonrpc: "2.0", id, method, params });

let lastId = 100;
function ask(server: JsonLinesProgram, method: string, params: unknown): Promise<Answer> {
  const id = ++lastId;
  server.send(request(id, method, params));
  return server.waitFor((json) => {
    const { data } = AnswerSchema.safeParse(json);
    return data?.id === id ? data : undefined;
  });
}

async function begin(server: JsonLinesProgram): Promise<{ conversationId: unknown }> {
  const { result } = await ask(server, "newConversation", {});
  const conversationId = result?.["conversationId"];
  await ask(server, "addConversationListener", { conversationId });
  return { conversationId };
}

const userInput = (id: string, text: string) => ({ id, op: { type: "user_input", items: [{ type: "text", text }] } });

function eventOf(program: JsonLinesProgram, type: string, id?: string): Promise<Event> {
  return program.waitFor((json) => {
    const { data } = EventSchema.safeParse(json);
    return data?.msg.type === type && (id === undefined || data.id === id) ? data : undefined;
  });
}

/** Command lines are readable from any sandbox. */
function processesWith(word: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLine(pid))
    .filter((line) => line.includes(word));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
