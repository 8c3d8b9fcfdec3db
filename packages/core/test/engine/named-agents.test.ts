import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, fitting, type ModelReply, type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import type { SubAgentCall } from "../../src/items/call-items.js";
import type { ThreadView } from "../../src/items/thread-view.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import type { Thread } from "../../src/thread/thread.js";
import { inputOf, startEngine, type TestEngine } from "./start-engine.js";
import { turnsOf } from "./turns-of-thread.js";

const textOf = (body: unknown) => JSON.stringify(body);
const isFromSubagent = (body: unknown) => textOf(body).includes("Message Type: NEW_TASK");
const isLeads = (body: unknown) => textOf(body).includes("LEAD") && !isFromSubagent(body);
const subagent = (reply: ModelReply) => fitting(isFromSubagent, reply);
const lead = (reply: ModelReply) => fitting(isLeads, reply);

const spawn = (name: string, args: object = {}, callId = `spawn-${name}`) =>
  sse.call("spawn_agent", { task_name: name, message: `TASK ${name}`, ...args }, callId);
const wait = (callId = "wait") => sse.call("wait_agent", { timeout_ms: 60_000 }, callId);

const startLead = (script: readonly ScriptedReply[], agents: object = {}, allowLeftover = false) =>
  startEngine(script, {
    allowLeftover,
    config: { agents: { enabled: true, ...agents }, features: { multi_agent_v2: true } },
  });

/** Runs a turn of the parent. `onWait` is called when the parent waits. */
const run = (thread: Thread, text = "LEAD", onWait?: () => void) =>
  turnsOf(thread, [text], {
    onEvent: (event) => {
      if (event.type === "item-started" && event.item.kind === "sub-agent" && event.item.action === "wait") onWait?.();
    },
  });

const calls = (view: ThreadView): SubAgentCall[] =>
  view.turns.flatMap(({ items }) => items.filter((item) => item.kind === "sub-agent"));

/** The latest outputs of the parent's calls, by their ids. */
function outputs({ model }: TestEngine): Record<string, unknown> {
  const last = inputOf(model.requests.findLast(({ body }) => isLeads(body)));
  return Object.fromEntries(
    last.flatMap(({ call_id, output }) => (output === undefined ? [] : [[String(call_id), parsed(String(output))]])),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The texts of a request's messages that contain the word, in order. */
const messages = (request: { readonly body: unknown } | undefined, word: string): string[] =>
  inputOf(request)
    .map((item) => textOf(item))
    .filter((text) => text.includes(word) && text.includes('"message"'));

test("a subagent sees the conversation, does its task under its path, and its answer reaches the parent automatically", async () => {
  await using engine = await startLead([
    lead(spawn("tests")),
    subagent(sse.shell(["sh", "-c", "read line < go"], {}, "until-the-lead-waits")),
    subagent(sse.say("all green")),
    lead(wait()),
    lead(sse.call("list_agents", {}, "list")),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const go = path.join(engine.cwd, "go");
  execFileSync("mkfifo", [go]);
  const view = await run(thread, "LEAD", () => void writeFile(go, "\n"));

  const request = engine.model.requests.find(({ body }) => isFromSubagent(body));
  expect(textOf(request?.body)).toContain("LEAD");
  expect(textOf(request?.body)).toContain(
    "Task name: /root/tests\\\\nSender: /root\\\\nPayload:\\\\nTASK tests".replaceAll("\\\\", "\\"),
  );
  expect(outputs(engine)).toEqual({
    "spawn-tests": { task_name: "/root/tests" },
    wait: { message: "A message has arrived.", timed_out: false },
    list: {
      agents: [
        { agent_name: "/root", agent_status: "running" },
        { agent_name: "/root/tests", agent_status: { completed: "all green" } },
      ],
    },
  });
  const [answer] = messages(engine.model.requests.at(-1), "FINAL_ANSWER");
  expect(answer).toContain("Sender: /root/tests");
  expect(answer).toContain("all green");
  expect(calls(view).map(({ action, agents }) => [action, agents[0]?.path])).toEqual([
    ["spawn", "/root/tests"],
    ["wait", undefined],
    ["finish", "/root/tests"],
  ]);
});

test("fork_turns sets how much of the conversation a subagent sees", async () => {
  await using engine = await startLead([
    fitting((body) => !textOf(body).includes("LEAD"), sse.say("noted")),
    lead(spawn("one", { fork_turns: "1" })),
    subagent(sse.say("ok")),
    lead(wait()),
    lead(spawn("none", { fork_turns: "none" })),
    subagent(sse.say("ok")),
    lead(wait("wait-again")),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await run(thread, "EARLIER");
  await run(thread);
  const known = engine.model.requests.filter(({ body }) => isFromSubagent(body)).map(({ body }) => textOf(body));
  expect(known.map((text) => [text.includes("EARLIER"), text.includes("LEAD")])).toEqual([
    [false, true],
    [false, false],
  ]);
});

test("a subagent that sees the conversation also sees what the calls of its parent brought, but not the call that starts it", async () => {
  await using engine = await startLead([
    lead(sse.shell(["echo", "found it"])),
    lead(spawn("one")),
    subagent(sse.say("ok")),
    lead(wait()),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  const input = inputOf(engine.model.requests.find(({ body }) => isFromSubagent(body)));
  expect(input.flatMap(({ name }) => name ?? [])).toEqual(["shell"]);
  expect(input.flatMap(({ output }) => output ?? [])).toEqual([expect.stringContaining("found it")]);
});

test("a subagent can get a message, get another task, and be stopped", async () => {
  await using engine = await startLead([
    lead(spawn("tests", { fork_turns: "none" })),
    subagent(sse.say("first")),
    lead(wait("wait-1")),
    lead(sse.call("send_message", { target: "tests", message: "mind the date" }, "note")),
    lead(sse.call("followup_task", { target: "/root/tests", message: "TASK again" }, "again")),
    subagent(sse.say("second")),
    lead(wait("wait-2")),
    lead(sse.call("followup_task", { target: "tests", message: "for long" }, "long")),
    subagent(fault.silence()),
    lead(sse.call("interrupt_agent", { target: "tests" }, "stop")),
    lead(sse.call("list_agents", { path_prefix: "tests" }, "list")),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const view = await run(thread);
  const again = engine.model.requests.find(({ body }) => textOf(body).includes("TASK again") && isFromSubagent(body));
  expect(messages(again, "Message Type: MESSAGE")).toHaveLength(1);
  expect(messages(engine.model.requests.at(-1), "FINAL_ANSWER")).toHaveLength(2);
  expect(outputs(engine)).toMatchObject({
    note: "",
    again: "",
    list: { agents: [{ agent_name: "/root/tests", agent_status: "interrupted" }] },
  });
  expect(calls(view).filter(({ action }) => action === "send")).toMatchObject([
    { agents: [{ path: "/root/tests" }], prompt: "mind the date" },
    { agents: [{ path: "/root/tests" }], prompt: "TASK again" },
    { agents: [{ path: "/root/tests" }], prompt: "for long" },
  ]);
  expect(calls(view).filter(({ action }) => action === "interrupt")).toHaveLength(1);
});

test("an invalid call is reported to the model and changes nothing", async () => {
  const wrong: [string, string, object][] = [
    ["name", "spawn_agent", { task_name: "Not This", message: "x" }],
    ["root", "spawn_agent", { task_name: "root", message: "x" }],
    ["empty", "spawn_agent", { task_name: "a", message: " " }],
    ["fork", "spawn_agent", { task_name: "a", message: "x", fork_turns: "-1" }],
    ["role", "spawn_agent", { task_name: "a", message: "x", agent_type: "nobody" }],
    ["task", "followup_task", { target: "/root", message: "x" }],
    ["unknown", "send_message", { target: "nobody", message: "x" }],
    ["stop", "interrupt_agent", { target: "/root" }],
  ];
  await using engine = await startLead([
    ...wrong.map(([id, name, args]) => lead(sse.call(name, args, id))),
    lead(wait()),
    lead(sse.call("list_agents", { path_prefix: "nobody" }, "list")),
    lead(sse.say("fine")),
  ]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const view = await run(thread);
  const answers = outputs(engine);
  for (const [id] of wrong) expect(answers[id], id).toEqual(expect.stringMatching(/[a-z]/));
  expect(answers).toMatchObject({ wait: { timed_out: true }, list: { agents: [] } });
  expect(calls(view).map(({ action }) => action)).toEqual(["wait"]);
});

test("an idle subagent makes room for another one, keeps its name, and wakes up for a task", async () => {
  await using engine = await startLead(
    [
      lead(spawn("one", { fork_turns: "none" })),
      subagent(sse.say("one is done")),
      lead(wait("wait-1")),
      lead(spawn("one", { fork_turns: "none" }, "taken")),
      lead(spawn("two", { fork_turns: "none" })),
      subagent(sse.say("two is done")),
      lead(wait("wait-2")),
      lead(sse.call("list_agents", {}, "list")),
      lead(sse.call("followup_task", { target: "one", message: "wake up" }, "wake")),
      subagent(sse.say("one again")),
      lead(wait("wait-3")),
      lead(sse.say("fine")),
    ],
    { max_threads: 1 },
  );
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  expect(outputs(engine)).toMatchObject({
    taken: expect.stringContaining("/root/one"),
    list: { agents: [{ agent_name: "/root" }, { agent_name: "/root/two" }] },
    wake: "",
  });
  const woken = engine.model.requests.find(({ body }) => textOf(body).includes("wake up") && isFromSubagent(body));
  expect(textOf(woken?.body)).toContain("one is done");
});

test("while all subagents work, no more than allowed are started", async () => {
  await using engine = await startLead(
    [
      lead(spawn("one", { fork_turns: "none" })),
      subagent(fault.silence()),
      lead(spawn("two", { fork_turns: "none" })),
      lead(sse.say("fine")),
    ],
    { max_concurrent_threads_per_session: 1 },
  );
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  expect(outputs(engine)["spawn-two"]).toContain("no more may be");
});

test("subagents of subagents have paths below them, and can write to any agent", async () => {
  const isGrand = (body: unknown) => textOf(body).includes("Task name: /root/tests/sub");
  const ofTests = (reply: ModelReply) => fitting((body) => isFromSubagent(body) && !isGrand(body), reply);
  await using engine = await startLead(
    [
      lead(spawn("tests", { fork_turns: "none" })),
      ofTests(spawn("sub", { fork_turns: "none" })),
      fitting(isGrand, sse.say("sub is done")),
      ofTests(wait("wait-sub")),
      ofTests(sse.call("send_message", { target: "/root", message: "hello from below" }, "hello")),
      ofTests(sse.call("list_agents", {}, "list")),
      ofTests(sse.say("tests are done")),
      lead(wait("wait-1")),
      fitting((body) => isLeads(body) && !textOf(body).includes("tests are done"), wait("wait-2")),
      lead(sse.say("fine")),
    ],
    { max_depth: 2 },
    // The parent waits once or twice, depending on when the messages arrive.
    true,
  );
  await using conversation = await engine.codex.newConversation();
  await run(conversation.conversation.thread);
  const [hello] = messages(engine.model.requests.at(-1), "hello from below");
  expect(hello).toContain("Task name: /root\\nSender: /root/tests\\n");
  const last = engine.model.requests.findLast(({ body }) => isFromSubagent(body) && !isGrand(body));
  expect(messages(last, "FINAL_ANSWER")[0]).toContain("sub is done");
  expect(textOf(last?.body)).toContain("/root/tests/sub");
  // At the maximum depth: it is offered no subagents.
  const grand = engine.model.requests.find(({ body }) => isGrand(body));
  expect(textOf(grand?.body)).not.toContain("followup_task");
});

test("a resumed session knows its subagents by name, and what they said", async () => {
  const list = (callId: string, prefix?: string) => sse.call("list_agents", { path_prefix: prefix }, callId);
  const write = (tool: string, target: string, callId: string) =>
    sse.call(tool, { target, message: "TASK again" }, callId);
  const isDeep = (body: unknown) => textOf(body).includes("Task name: /root/tests/deep");
  const tests = (reply: ModelReply) => fitting((body) => isFromSubagent(body) && !isDeep(body), reply);
  await using engine = await startLead(
    [
      lead(spawn("tests")),
      tests(spawn("deep")),
      fitting(isDeep, sse.say("deep is done")),
      tests(wait()),
      tests(sse.say("all green")),
      lead(wait()),
      lead(sse.say("enough")),
      lead(list("list")),
      lead(spawn("tests", {}, "taken")),
      lead(write("followup_task", "tests/deep", "deep")),
      lead(sse.call("interrupt_agent", { target: "tests" }, "interrupt")),
      lead(write("send_message", "tests", "message")),
      lead(write("followup_task", "tests", "followup")),
      tests(sse.say("green again")),
      lead(wait("later")),
      lead(list("again", "/root/tests")),
      lead(sse.say("fine")),
    ],
    { max_depth: 2 },
  );
  let id: string;
  {
    await using first = await engine.codex.newConversation();
    ({ id } = first.conversation.thread);
    await run(first.conversation.thread);
  }
  await using later = await engine.codex.resumeConversation(id);
  await run(later.conversation.thread);
  expect(outputs(engine)).toMatchObject({
    list: {
      agents: [
        { agent_name: "/root" },
        { agent_name: "/root/tests", agent_status: { completed: "all green" } },
        { agent_name: "/root/tests/deep", agent_status: { completed: "deep is done" } },
      ],
    },
    taken: "there is already a subagent /root/tests",
    deep: "/root/tests/deep was opened by another subagent in an earlier session: ask that one",
    interrupt: { previous_status: { completed: "all green" } },
    message: "",
    followup: "",
    again: { agents: [{ agent_name: "/root/tests", agent_status: { completed: "green again" } }, {}] },
  });
  const request = engine.model.requests.find(({ body }) => isFromSubagent(body) && textOf(body).includes("TASK again"));
  expect(textOf(request?.body)).toContain("all green");
});

test("a fork does not know the subagents of its original session", async () => {
  await using engine = await startLead([
    lead(spawn("tests")),
    subagent(sse.say("all green")),
    lead(wait()),
    lead(sse.say("enough")),
    lead(sse.call("list_agents", {}, "list")),
    lead(sse.say("fine")),
  ]);
  let id: string;
  {
    await using first = await engine.codex.newConversation();
    ({ id } = first.conversation.thread);
    await run(first.conversation.thread);
  }
  const fork = await fileThreadStore(engine.codexHome).fork(id);
  await using later = await engine.codex.resumeConversation(fork.id);
  await run(later.conversation.thread);
  expect(outputs(engine)["list"]).toMatchObject({ agents: [{ agent_name: "/root" }] });
});
