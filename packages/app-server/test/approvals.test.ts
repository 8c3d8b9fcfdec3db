import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { memoryTransportPair } from "@codex/jsonrpc";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const QUESTION = "item/commandExecution/requestApproval";
const MADE = [sse.shell(["touch", "made"]), sse.say("done")];

const wasMade = (server: TestServer) => existsSync(path.join(server.cwd, "made"));

async function runTurn(client: TestClient): Promise<void> {
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
}

test.each([
  ["untrusted", "read-only", ["touch", "made"], true],
  ["untrusted", "danger-full-access", ["touch", "made"], true],
  ["on-request", "workspace-write", ["rm", "-rf", "."], false],
] as const)(
  "a question says which restrictions an approval lifts: %s, %s, %j",
  async (approval, sandbox, command, isOutside) => {
    const config = `approval_policy = "${approval}"\nsandbox_mode = "${sandbox}"`;
    await using server = await startServer({ script: [sse.shell(command), sse.say("done")], config });
    const client = await server.connect();
    const asked: unknown[] = [];
    client.answer(QUESTION, ({ reason, additionalPermissions }) => {
      asked.push([
        additionalPermissions?.network?.enabled ?? false,
        /(^|[.!?] )It would run outside the sandbox/.test(reason ?? ""),
      ]);
      return { decision: "decline" };
    });
    await runTurn(client);
    expect(asked).toEqual([[isOutside, isOutside]]);
  },
);

test("input for a terminal outside the sandbox is asked about as input of that command", async () => {
  const start = { cmd: "cat", login: false, sandbox_permissions: "require_escalated", yield_time_ms: 0 };
  const typed = { session_id: 0, chars: "hi\n", yield_time_ms: 0 };
  await using server = await startServer({
    script: [sse.call("exec_command", start, "c1"), sse.call("write_stdin", typed, "c2"), sse.say("done")],
    config: 'approval_policy = "on-request"\nsandbox_mode = "read-only"\nexperimental_use_exec_command_tool = true',
  });
  const client = await server.connect();
  const asked: unknown[] = [];
  client.answer(QUESTION, ({ kind, itemId, approvalId, command, availableDecisions }) => {
    asked.push([kind, itemId, approvalId, command, availableDecisions?.length]);
    return { decision: "accept" };
  });
  await runTurn(client);
  expect(asked).toEqual([
    ["command", "c1", undefined, "/bin/bash -c cat", 3],
    ["writeStdin", "c1", "c2", "write_stdin --session-id 0 'hi\n'", 2],
  ]);
});

test.each([
  ["other words", ["sh"]],
  ["fewer words", ["touch"]],
  ["more words", ["touch", "made", "x"]],
  ["no words", []],
])(
  "an answer with a rule of %s than the proposed ones is a denial, and the rule is not saved",
  async (_name, words) => {
    await using server = await startServer({
      script: MADE,
      config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
    });
    const client = await server.connect();
    client.answer(QUESTION, () => ({ decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: words } } }));
    await runTurn(client);
    expect([wasMade(server), existsSync(path.join(server.codexHome, "rules/default.rules"))]).toEqual([false, false]);
  },
);

test("an answer with a rule is a denial if none was proposed", async () => {
  await using server = await startServer({
    script: MADE,
    config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
  });
  await mkdir(path.join(server.codexHome, "rules"));
  await writeFile(path.join(server.codexHome, "rules/my.rules"), 'prefix_rule(["touch"], decision = "prompt")\n');
  const client = await server.connect();
  const rule = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["touch", "made"] } };
  client.answer(QUESTION, () => ({ decision: rule }));
  await runTurn(client);
  expect(wasMade(server)).toBe(false);
});

const MessageSchema = z.looseObject({ id: z.optional(z.unknown()), method: z.optional(z.string()) });
const StartedSchema = z.object({ result: z.object({ thread: z.object({ id: z.string() }) }) });

/** A client that sees every message unchanged. */
async function rawClient(server: TestServer) {
  const [here, there] = memoryTransportPair();
  const served = server.app.serve(there);
  const incoming = here.incoming[Symbol.asyncIterator]();
  const received: z.infer<typeof MessageSchema>[] = [];
  return {
    received,
    say: async (message: unknown) => here.send([{ text: JSON.stringify(message) }]),
    /** The next matching message, excluding earlier ones. */
    async next(fits: (message: z.infer<typeof MessageSchema>) => boolean) {
      for (;;) {
        const { value } = await incoming.next();
        const message = MessageSchema.parse(JSON.parse(value?.type === "text" ? value.text : "null"));
        received.push(message);
        if (fits(message)) return message;
      }
    },
    async close() {
      await here.close();
      await served;
    },
  };
}

test("a client that was not asked cannot answer by the id of another's question", async () => {
  await using server = await startServer({
    script: MADE,
    config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
  });
  const [here, there] = memoryTransportPair();
  const served = server.app.serve(there);
  const answers = here.incoming[Symbol.asyncIterator]();
  const say = async (message: unknown) => here.send([{ text: JSON.stringify(message) }]);
  await say({ id: 0, method: "initialize", params: { clientInfo: { name: "stranger", version: "1" } } });
  await answers.next();
  const client = await server.connect();
  client.answer(QUESTION, async () => {
    const guesses = Array.from({ length: 20 }, (_, id) => [id, String(id)]).flat();
    for (const id of guesses) await say({ id, result: { decision: "accept" } });
    // Requests are answered in order, so everything before has been read.
    await say({ id: "last", method: "thread/loaded/list", params: {} });
    await answers.next();
    return { decision: "decline" };
  });
  await runTurn(client);
  expect(wasMade(server)).toBe(false);
  await here.close();
  await served;
});

test("a question withdrawn by the turn's end is resolved after that end", async () => {
  await using server = await startServer({
    config: 'approval_policy = "untrusted"\nsandbox_mode = "workspace-write"',
    script: [sse.shell(["touch", "made.txt"])],
  });
  const client = await server.connect();
  const asked = Promise.withResolvers<void>();
  client.answer("item/commandExecution/requestApproval", () => {
    asked.resolve();
    return new Promise(() => {});
  });
  const { thread } = await client.call("thread/start", {});
  const { turn } = await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await asked.promise;
  await client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
  await client.hear("serverRequest/resolved");
  const events = client.notifications.map(({ method, params }) => {
    const { status } = params as { status?: { type: string } };
    return method === "thread/status/changed" ? `${method} ${status?.type}` : method;
  });
  expect(events.slice(-3)).toEqual(["thread/status/changed idle", "turn/completed", "serverRequest/resolved"]);
});

test("a client that resumes a thread gets the open questions again with the same ids, and one answer counts", async () => {
  await using server = await startServer({
    script: MADE,
    config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
  });
  const client = await rawClient(server);
  await client.say({ id: 0, method: "initialize", params: { clientInfo: { name: "editor", version: "1" } } });
  await client.say({ id: 1, method: "thread/start", params: {} });
  const { result } = StartedSchema.parse(await client.next(({ id }) => id === 1));
  const threadId = result.thread.id;
  await client.say({ id: 2, method: "turn/start", params: { threadId, input: [{ type: "text", text: "go" }] } });
  const asked = await client.next(({ method }) => method === QUESTION);
  await client.say({ id: 3, method: "thread/resume", params: { threadId } });
  await client.next(({ id, method }) => id === 3 && method === undefined);
  expect(await client.next(({ method }) => method === QUESTION)).toEqual(asked);
  await client.say({ id: asked.id, result: { decision: "accept" } });
  await client.say({ id: asked.id, result: { decision: "decline" } });
  await client.next(({ method }) => method === "turn/completed");
  const settled = client.received.filter(({ method }) => method === "serverRequest/resolved");
  expect([wasMade(server), settled.map(({ params }) => params)]).toEqual([true, [{ threadId, requestId: asked.id }]]);
  await client.close();
});

test.each([
  [{ permissions: { fileSystem: { write: ["ASKED"] } }, scope: "session" }, ["ASKED"], "session"],
  [{ permissions: { fileSystem: { entries: [entry("write", "ASKED")] } } }, ["ASKED"], "turn"],
  [{ permissions: { fileSystem: { write: ["/"], entries: [entry("write", "/")] } } }, undefined, "turn"],
  [
    { permissions: { fileSystem: { entries: [entry("write", "ASKED"), entry("deny", "ASKED/inner")] } } },
    undefined,
    "turn",
  ],
  [{ permissions: { fileSystem: { write: ["ASKED"] } }, strictAutoReview: true }, undefined, "turn"],
  [{ permissions: { fileSystem: { write: ["ASKED"] } }, scope: "for ever" }, undefined, "turn"],
  [{ decision: "accept" }, undefined, "turn"],
  [{ permissions: {} }, undefined, "turn"],
])("a request for more permissions, which the client answers with %j", async (answer, write, scope) => {
  await using server = await startServer({
    script: [sse.call("request_permissions", { permissions: { file_system: { write: ["asked"] } } }), sse.say("done")],
    config:
      'approval_policy = "on-request"\nsandbox_mode = "workspace-write"\nfeatures.request_permissions_tool = true',
  });
  const asked = path.join(server.cwd, "asked");
  await mkdir(asked);
  const client = await server.connect();
  const within = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll("ASKED", asked));
  const questions: unknown[] = [];
  client.answer("item/permissions/requestApproval", (params) => {
    questions.push(params);
    return within(answer);
  });
  await runTurn(client);
  expect(questions).toMatchObject([
    {
      itemId: "call-1",
      cwd: server.cwd,
      environmentId: "local",
      permissions: { fileSystem: { write: [asked], entries: [entry("write", asked)] } },
    },
  ]);
  const permissions = { network: null, file_system: write === undefined ? null : { write: within(write) } };
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain(
    JSON.stringify(JSON.stringify({ permissions, scope })),
  );
});

function entry(access: string, folder: string) {
  return { access, path: { type: "path", path: folder } };
}

test("a granular policy asks only its kinds of questions, in the thread and after a change", async () => {
  const escalated = { with_escalated_permissions: true, justification: "must" };
  const touch = (id: string) => sse.call("shell", { command: ["touch", "made"], ...escalated }, id);
  await using server = await startServer({
    script: [touch("c1"), sse.say("one"), touch("c2"), sse.say("two")],
    config: 'sandbox_mode = "read-only"',
  });
  const client = await server.connect({ experimentalApi: true });
  let asked = 0;
  client.answer(QUESTION, () => {
    asked += 1;
    return { decision: "accept" };
  });
  const granular = { sandbox_approval: false, rules: true, mcp_elicitations: true };
  const { thread, approvalPolicy } = await client.call("thread/start", { approvalPolicy: { granular } });
  const whole = { ...granular, skill_approval: false, request_permissions: false };
  expect(approvalPolicy).toEqual({ granular: whole });
  const say = async (policy: object) => {
    const input = [{ type: "text" as const, text: "go" }];
    const { turn } = await client.call("turn/start", { threadId: thread.id, input, ...policy });
    await client.hear("turn/completed", (params) => params.turn.id === turn.id);
    return [asked, wasMade(server)];
  };
  expect(await say({})).toEqual([0, false]);
  expect(await say({ approvalPolicy: { granular: { ...whole, sandbox_approval: true } } })).toEqual([1, true]);
  await client.call("thread/unsubscribe", { threadId: thread.id });
  const resumed = await client.call("thread/resume", { threadId: thread.id });
  expect(resumed.approvalPolicy).toEqual({ granular: { ...whole, sandbox_approval: true } });
});
