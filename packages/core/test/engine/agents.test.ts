import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fault, fitting, type ModelReply, type ScriptedReply, sse, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { SubAgentCall } from "../../src/items/call-items.js";
import type { Ask } from "../../src/items/question.js";
import type { ThreadView } from "../../src/items/thread-view.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import type { Thread } from "../../src/thread/thread.js";
import { collect, inputOf, startEngine, type TestEngine, type TestEngineOptions } from "./start-engine.js";
import { turnsOf } from "./turns-of-thread.js";

const isFromSubagent = (body: unknown) =>
  JSON.stringify(body).includes("TASK") && !JSON.stringify(body).includes("LEAD");
const isLeads = (body: unknown) => JSON.stringify(body).includes("LEAD");
const subagent = (reply: ModelReply) => fitting(isFromSubagent, reply);
const lead = (reply: ModelReply | ((id: string) => ModelReply)) =>
  fitting(isLeads, typeof reply === "function" ? (body) => reply(spawnedIn(body)) : reply);

/** The id of the latest subagent in a request. */
function spawnedIn(body: unknown): string {
  return [...JSON.stringify(body).matchAll(/agent_id\\+":\\+"([\da-f-]{36})/g)].at(-1)?.[1] ?? "";
}

const spawn = (args: object = {}, callId = "spawn") => sse.call("spawn_agent", { message: "TASK", ...args }, callId);
const wait = (id: string) => sse.call("wait_agent", { targets: [id], timeout_ms: 60_000 }, "wait");

async function startLead(script: readonly ScriptedReply[], { config, ...options }: TestEngineOptions = {}) {
  return startEngine(script, { ...options, config: { agents: { enabled: true }, ...config } });
}

/** Runs a turn of the parent. */
const run = (thread: Thread, ask?: Ask) => turnsOf(thread, ["LEAD"], { ask });

const calls = (view: ThreadView): SubAgentCall[] =>
  view.turns.flatMap(({ items }) => items.filter((item) => item.kind === "sub-agent"));

/** The outputs of calls in the latest request. */
const outputs = (engine: TestEngine) =>
  inputOf(engine.model.requests.findLast(({ body }) => isLeads(body))).flatMap(({ output }) => output ?? []);

test("a subagent works in its own thread; its parent waits for it and gets its last message", async () => {
  await using engine = await startLead([
    lead(spawn()),
    subagent(sse.shell(["sh", "-c", "echo made > by-subagent"])),
    subagent(sse.say("all done")),
    lead(wait),
    lead((id) => sse.call("close_agent", { target: id }, "close")),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const view = await run(thread);
  const [spawned] = outputs(engine).map((text) => JSON.parse(String(text)));
  const id: string = spawned.agent_id;
  expect(
    outputs(engine)
      .slice(1)
      .map((text) => JSON.parse(String(text))),
  ).toEqual([
    { status: { [id]: { completed: "all done" } }, timed_out: false },
    { previous_status: { completed: "all done" } },
  ]);
  expect(calls(view)).toMatchObject([
    { action: "spawn", status: "completed", prompt: "TASK", agents: [{ threadId: id, nickname: spawned.nickname }] },
    { action: "wait", agents: [{ threadId: id, status: "completed", message: "all done" }] },
    { action: "close", agents: [{ threadId: id, status: "completed" }] },
  ]);
  expect(readFileSync(path.join(engine.cwd, "by-subagent"), "utf8")).toBe("made\n");
  expect(
    inputOf(engine.model.requests.at(-1))
      .map((item) => JSON.stringify(item))
      .join("\n"),
  ).toContain("<subagent_notification>");
  const saved = await fileThreadStore(engine.codexHome).find(id);
  expect(saved.meta).toMatchObject({
    parent_thread_id: thread.id,
    source: { subagent: { thread_spawn: { parent_thread_id: thread.id, depth: 1 } } },
  });
});

test("several subagents work in parallel, and wait returns the one that is done first", async () => {
  const slow = fitting((body) => isFromSubagent(body) && JSON.stringify(body).includes("TASK slow"), fault.silence());
  const ids: string[] = [];
  await using engine = await startLead([
    lead(
      sse.calls(
        { name: "spawn_agent", arguments: { message: "TASK slow" }, callId: "one" },
        { name: "spawn_agent", arguments: { message: "TASK fast" }, callId: "two" },
      ),
    ),
    slow,
    fitting((body) => isFromSubagent(body) && JSON.stringify(body).includes("TASK fast"), sse.say("fast one")),
    fitting(isLeads, (body) => {
      ids.push(...[...JSON.stringify(body).matchAll(/agent_id\\+":\\+"([\da-f-]{36})/g)].map(([, id]) => String(id)));
      return sse.call("wait_agent", { targets: ids }, "wait");
    }),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  expect(JSON.parse(String(outputs(engine).at(-1)))).toEqual({
    status: { [String(ids[1])]: { completed: "fast one" } },
    timed_out: false,
  });
});

test("a subagent gets more input, is closed, and continues its conversation when it is reopened", async () => {
  await using engine = await startLead([
    lead(spawn()),
    subagent(sse.say("first")),
    lead(wait),
    lead((id) => sse.call("close_agent", { target: id }, "close")),
    lead((id) => sse.call("send_input", { target: id, message: "TASK too early" }, "early")),
    lead((id) => sse.call("resume_agent", { id }, "resume")),
    lead((id) => sse.call("send_input", { target: id, message: "TASK again" }, "more")),
    subagent(sse.say("second")),
    lead(wait),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  const said = outputs(engine).map(String);
  expect(said[3]).toContain("is closed");
  expect(said[4]).toBe('{"status":"pending_init"}');
  expect(said.at(-1)).toContain('{"completed":"second"}');
  const last = engine.model.requests.findLast(({ body }) => isFromSubagent(body));
  expect(JSON.stringify(inputOf(last))).toContain("first");
});

test("number, depth and tokens are limited", async () => {
  await using engine = await startLead(
    [
      lead(spawn({}, "one")),
      subagent(sse.say("done")),
      lead(wait),
      lead(spawn({}, "two")),
      lead((id) => sse.call("send_input", { target: id, message: "TASK more" }, "more")),
      lead(sse.say("fine")),
    ],
    { config: { agents: { enabled: true, max_threads: 1, max_tokens: 100 } } },
  );
  await using conversation = await engine.codex.newConversation();
  const view = await run(conversation.conversation.thread);
  const said = outputs(engine).map(String);
  // Its only request used more than the limit.
  expect(said[1]).toContain("max_tokens");
  expect(said[2]).toContain("max_tokens");
  expect(said[3]).toContain("max_tokens");
  expect(calls(view).map(({ action, status }) => `${action} ${status}`)).toEqual([
    "spawn completed",
    "wait failed",
    "spawn failed",
    "send failed",
  ]);
  const toolsOf = ({ body }: { readonly body: unknown }) => JSON.stringify(Object(body)["tools"]);
  expect(
    engine.model.requests
      .filter(({ body }) => isFromSubagent(body))
      .map(toolsOf)
      .join(),
  ).not.toContain("spawn_agent");
});

test("a second subagent has to wait for a free place", async () => {
  await using engine = await startLead(
    [lead(spawn({}, "one")), subagent(sse.say("done")), lead(wait), lead(spawn({}, "two")), lead(sse.say("fine"))],
    { config: { agents: { enabled: true, max_threads: 1 } } },
  );
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  expect(outputs(engine).at(-1)).toContain("agents.max_threads");
});

test("a role sets instructions and a model, and a sandbox no wider than the session's", async () => {
  const role = (mode: string) =>
    `name = "reviewer"\ndescription = "Reviews."\ndeveloper_instructions = "Be brief."\nmodel = "other-model"\nsandbox_mode = "${mode}"\n`;
  for (const [session, wanted, had] of [
    ["workspace-write", "read-only", "read-only"],
    ["read-only", "danger-full-access", "read-only"],
  ] as const) {
    await using engine = await startLead(
      [lead(spawn({ agent_type: "reviewer" })), subagent(sse.say("done")), lead(wait), lead(sse.say("fine"))],
      { config: { sandbox_mode: session } },
    );
    mkdirSync(path.join(engine.codexHome, "agents"));
    writeFileSync(path.join(engine.codexHome, "agents/reviewer.toml"), role(wanted));
    await using conversation = await engine.codex.newConversation();
    await run(conversation.conversation.thread);
    const request = engine.model.requests.find(({ body }) => isFromSubagent(body));
    expect(request?.body).toMatchObject({ model: "other-model" });
    expect(JSON.stringify(inputOf(request))).toContain("Be brief.");
    expect(JSON.stringify(inputOf(request))).toContain(`<sandbox_mode>${had}<`);
  }
});

test("a subagent with a model of its own gets that model's usual effort", async () => {
  using folder = new TemporaryFolder();
  const file = path.join(folder.path, "models.json");
  const models = [{ slug: "mock-model" }, { slug: "other-model", default_reasoning_level: "low" }];
  writeFileSync(file, JSON.stringify({ models }));
  await using engine = await startLead(
    [lead(spawn({ model: "other-model" })), subagent(sse.say("done")), lead(wait), lead(sse.say("fine"))],
    { config: { model_catalog_json: file, model_reasoning_effort: "high" } },
  );
  await using conversation = await engine.codex.newConversation();
  const view = await run(conversation.conversation.thread);
  expect(calls(view)[0]).toMatchObject({ model: "other-model", effort: "low" });
});

test("a role's effort is reported for its subagent, and built-in roles change nothing", async () => {
  await using engine = await startLead([
    lead(spawn({ agent_type: "quick" })),
    subagent(sse.say("done")),
    lead(wait),
    lead(spawn({ agent_type: "explorer" }, "again")),
    subagent(sse.say("done")),
    lead(wait),
    lead(sse.say("fine")),
  ]);
  mkdirSync(path.join(engine.codexHome, "agents"));
  writeFileSync(
    path.join(engine.codexHome, "agents/quick.toml"),
    'name = "quick"\ndescription = "Quick."\ndeveloper_instructions = "x"\nmodel_reasoning_effort = "low"\n',
  );
  await using conversation = await engine.codex.newConversation();
  const view = await run(conversation.conversation.thread);
  const spawned = calls(view).filter(({ action }) => action === "spawn");
  expect(spawned).toMatchObject([{ effort: "low", status: "completed" }, { status: "completed" }]);
  const offered = JSON.stringify(Object(engine.model.requests[0]?.body)["tools"]);
  expect(offered).toContain("quick: Quick.\\ndefault: ");
  expect(outputs(engine).join()).not.toContain("there is no role");
});

test("a repository's roles apply once it is trusted", async () => {
  for (const level of ["untrusted", "trusted"]) {
    await using engine = await startLead([lead(sse.say("fine"))]);
    writeFileSync(
      path.join(engine.codexHome, "config.toml"),
      `[projects.${JSON.stringify(engine.cwd)}]\ntrust_level = "${level}"\n`,
    );
    mkdirSync(path.join(engine.cwd, ".codex/agents"), { recursive: true });
    writeFileSync(
      path.join(engine.cwd, ".codex/agents/theirs.toml"),
      'name = "theirs"\ndescription = "Theirs."\ndeveloper_instructions = "x"\n',
    );
    await using conversation = await engine.codex.newConversation();
    await run(conversation.conversation.thread);
    const offered = JSON.stringify(Object(engine.model.requests[0]?.body)["tools"]);
    expect(offered.includes("Theirs.")).toBe(level === "trusted");
  }
});

test("a role file with missing fields or unknown keys is ignored", async () => {
  await using engine = await startLead([lead(sse.say("fine"))]);
  const whole = (name: string, more = "") =>
    `name = "${name}"\ndescription = "${name} it."\ndeveloper_instructions = "x"\n${more}`;
  const files = {
    "deep/er/whole.toml": whole("whole", 'nickname_candidates = ["Ann Lee"]\nweb_search = "live"\n'),
    "unnamed.toml": 'description = "unnamed it."\ndeveloper_instructions = "x"\n',
    "speechless.toml": 'name = "speechless"\ndescription = "speechless it."\n',
    "typo.toml": whole("typo", 'modle = "x"\n'),
    "nobody.toml": whole("nobody", "nickname_candidates = []\n"),
    "odd.toml": whole("odd", 'nickname_candidates = ["a/b"]\n'),
  };
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(engine.codexHome, "agents", file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  const offered = JSON.stringify(Object(engine.model.requests[0]?.body)["tools"]);
  expect(offered.match(/\w+ it\./g)).toEqual(["whole it."]);
});

test("a closed subagent does not exist until it is resumed, and waiting for no subagents returns at once", async () => {
  const close = (callId: string) => lead((id) => sse.call("close_agent", { target: id }, callId));
  const late = (callId: string, limit: object) =>
    lead((id) => sse.call("wait_agent", { targets: [id], ...limit }, callId));
  await using engine = await startLead([
    lead(spawn()),
    subagent(sse.say("done")),
    lead(wait),
    close("first"),
    close("again"),
    late("late", {}),
    late("never", { timeout_ms: 0 }),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  const view = await run(conversation.conversation.thread);
  expect(calls(view).map(({ action, status }) => `${action} ${status}`)).toEqual([
    "spawn completed",
    "wait completed",
    "close completed",
    "close failed",
    "wait failed",
  ]);
  expect(outputs(engine).at(-2)).toContain('"not_found"');
  expect(outputs(engine).at(-1)).toContain("timeout_ms");
});

test("whoever answers the parent's approvals answers its subagent's, and is told who asks", async () => {
  await using engine = await startLead(
    [
      lead(spawn()),
      subagent(sse.shell(["touch", "asked-for"])),
      subagent(sse.say("done")),
      lead(wait),
      lead(sse.say("fine")),
    ],
    { config: { approval_policy: "untrusted" } },
  );
  await using conversation = await engine.codex.newConversation();
  const asked: unknown[] = [];
  const seen: string[] = [];
  const { thread } = conversation.conversation;
  using _watcher = thread.observe({ onEvent: ({ type }) => type.startsWith("question") && seen.push(type) });
  await run(thread, async (question) => {
    asked.push(question);
    return { type: "approved", scope: "once" };
  });
  expect(seen).toEqual(["question-asked", "question-settled"]);
  expect(asked).toMatchObject([{ kind: "command", command: ["touch", "asked-for"], agent: { role: undefined } }]);
  expect(existsSync(path.join(engine.cwd, "asked-for"))).toBe(true);
});

test("subagents stop with their parent's turn, and are gone with the thread", async () => {
  await using engine = await startLead([lead(spawn()), subagent(fault.silence()), lead(fault.silence())], {
    allowLeftover: true,
  });
  const conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const ended = run(thread);
  await engine.model.waitForRequests(3);
  await thread.interrupt();
  const view = await ended;
  const [{ agents: [started] = [] } = {}] = calls(view);
  const id = started?.threadId ?? "";
  await conversation[Symbol.asyncDispose]();
  const { turns } = await fileThreadStore(engine.codexHome).read(id);
  expect(turns.map(({ status }) => status)).toEqual(["interrupted"]);
});

test("a resumed session can reopen its own subagents, and no others", async () => {
  const send = (id: string) => sse.call("send_input", { target: id, message: "TASK again" }, "send");
  await using engine = await startLead([
    lead(spawn()),
    subagent(sse.say("first answer")),
    lead(wait),
    lead(sse.say("enough")),
    lead((id) => sse.call("resume_agent", { id }, "resume")),
    lead(send),
    subagent(sse.say("second answer")),
    lead((id) => sse.call("wait_agent", { targets: [id], timeout_ms: 60_000 }, "later")),
    lead(sse.say("fine")),
    fitting(
      (body) => JSON.stringify(body).includes("FOREIGN"),
      (body) => sse.call("resume_agent", { id: /FOREIGN ([\da-f-]{36})/.exec(JSON.stringify(body))?.[1] }, "foreign"),
    ),
    fitting((body) => JSON.stringify(body).includes("FOREIGN"), sse.say("none")),
  ]);
  let id: string;
  {
    await using first = await engine.codex.newConversation();
    ({ id } = first.conversation.thread);
    await run(first.conversation.thread);
  }
  const subagentId: string = JSON.parse(String(outputs(engine)[0])).agent_id;
  {
    await using later = await engine.codex.resumeConversation(id);
    await run(later.conversation.thread);
  }
  expect(JSON.parse(String(outputs(engine).at(-1)))).toMatchObject({
    status: { [subagentId]: { completed: "second answer" } },
  });
  // It has its earlier conversation.
  const again = engine.model.requests.find(
    ({ body }) => isFromSubagent(body) && JSON.stringify(body).includes("TASK again"),
  );
  expect(JSON.stringify(again?.body)).toContain("first answer");

  await using other = await engine.codex.newConversation();
  await collect(other.run(`FOREIGN ${subagentId}`));
  expect(JSON.stringify(inputOf(engine.model.requests.at(-1)))).toContain(`there is no subagent ${subagentId}`);
});
