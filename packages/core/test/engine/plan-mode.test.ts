import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import type { Item } from "../../src/items/item.js";
import type { Ask, Question } from "../../src/items/question.js";
import type { ThreadView } from "../../src/items/thread-view.js";
import { CARRY_OUT_PLAN } from "../../src/session/collaboration-mode.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { inputOf, startEngine, type TestEngine, type TestEngineOptions } from "./start-engine.js";
import { answering, turnsOf } from "./turns-of-thread.js";

const PLAN = "Looked.\n<proposed_plan>\n# Do it\n</proposed_plan>\nFine?";
const KIT = {
  command: process.execPath,
  args: [path.resolve(import.meta.dirname, "../../../mcp-client/test/fixtures/tool-server.mjs")],
  startup_timeout_sec: 100,
};

async function inPlanMode(script: readonly ScriptedReply[], options: TestEngineOptions = {}) {
  const engine = await startEngine(script, options);
  const conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await thread.configure({ mode: { kind: "plan" } });
  return Object.assign(engine, { thread });
}

const items = (view: ThreadView): readonly Item[] => view.turns.flatMap((turn) => turn.items);
const outputs = (engine: TestEngine): string[] =>
  inputOf(engine.model.requests.at(-1)).flatMap(({ output }) => (output === undefined ? [] : [String(output)]));
const toldModes = (engine: TestEngine): string[] =>
  inputOf(engine.model.requests.at(-1)).flatMap(({ role, content }) => {
    const text = role === "developer" && Array.isArray(content) ? String(content[0]?.text) : "";
    return text.startsWith("<collaboration_mode>") ? [text] : [];
  });

test("a plan is a separate item, and the message continues around it", async () => {
  await using engine = await inPlanMode([sse.say(PLAN, { deltas: [PLAN.slice(0, 20), PLAN.slice(20)] })]);
  const view = await turnsOf(engine.thread, ["plan it"]);
  expect(items(view)).toMatchObject([
    { kind: "user-message" },
    { kind: "agent-message", text: "Looked.\nFine?", status: "completed" },
    { kind: "proposed-plan", text: "# Do it\n", status: "completed" },
  ]);
  expect(view.turns[0]?.finalMessage).toBe("Looked.\n# Do it\nFine?");
  await engine.thread.saved();
  const { turns } = await fileThreadStore(engine.codexHome).read(engine.thread.id);
  expect(turns.flatMap((turn) => turn.items)).toEqual(items(view));
});

test("nothing is changed in plan mode, whatever the sandbox and policy are otherwise", async () => {
  const patch = "*** Begin Patch\n*** Add File: patched\n+a\n*** End Patch";
  await using engine = await inPlanMode(
    [
      sse.shell(["sh", "-c", "echo a > made"]),
      sse.shell(["touch", "made"], { with_escalated_permissions: true, justification: "please" }),
      sse.shell(["apply_patch", patch]),
      sse.call("kit__add", { a: 1, b: 2 }),
      sse.call("kit__env", { name: "PATH" }),
      sse.shell(["ls"]),
      sse.say("seen"),
    ],
    { config: { approval_policy: "on-request", mcp_servers: { kit: KIT } } },
  );
  const asked: Question[] = [];
  const ask = answering({ type: "approved", scope: "once" }, asked);
  const view = await turnsOf(engine.thread, ["change it"], { ask });
  expect(readdirSync(engine.cwd)).toEqual([]);
  expect(asked).toEqual([]);
  expect(items(view).filter(({ kind }) => kind === "mcp-call")).toMatchObject([
    // It is marked as read-only.
    { tool: "add", status: "completed" },
    { tool: "env", status: "declined" },
  ]);
  expect(view.turns[0]?.status).toBe("completed");
});

test("the list of steps is for work that is under way", async () => {
  const list = { plan: [{ step: "do it", status: "pending" }] };
  await using engine = await inPlanMode([sse.call("update_plan", list), sse.say(PLAN)]);
  const view = await turnsOf(engine.thread, ["plan it"]);
  expect(items(view).map(({ kind }) => kind)).not.toContain("plan");
  expect(outputs(engine)).toEqual([expect.stringMatching(/plan mode.*<proposed_plan>/)]);
});

test("the model is told when the mode starts and ends, and only then", async () => {
  await using engine = await inPlanMode([
    sse.say(PLAN),
    sse.say("still planning"),
    sse.shell(["touch", "made"]),
    sse.say("made"),
    sse.say("more"),
  ]);
  await turnsOf(engine.thread, ["one", "two"]);
  expect(toldModes(engine)).toHaveLength(1);
  expect(engine.thread.settings).toMatchObject({ sandboxPolicy: { mode: "danger-full-access" } });
  await engine.thread.configure({ mode: { kind: "default" } });
  await turnsOf(engine.thread, [CARRY_OUT_PLAN, "four"]);
  expect(toldModes(engine)).toHaveLength(2);
  expect(existsSync(path.join(engine.cwd, "made"))).toBe(true);
});

test("questions are asked in plan mode, and otherwise only if the user enables them", async () => {
  const option = { label: "x", description: "d" };
  const ask = () =>
    sse.call("request_user_input", { questions: [{ id: "a", header: "H", question: "Which?", options: [option] }] });
  const answer: Ask = async () => ({ type: "answered", answers: { a: ["x"] } });
  for (const [mode, features, isAsked] of [
    ["plan", {}, true],
    ["default", {}, false],
    ["default", { default_mode_request_user_input: true }, true],
  ] as const) {
    await using engine = await inPlanMode([ask(), sse.say("ok")], { config: { features } });
    await engine.thread.configure({ mode: { kind: mode } });
    await turnsOf(engine.thread, ["go"], { ask: answer });
    const [output = ""] = outputs(engine);
    expect(output === '{"answers":{"a":{"answers":["x"]}}}').toBe(isAsked);
  }
});

test("the model corrects a question without choices", async () => {
  await using engine = await inPlanMode([
    sse.call("request_user_input", { questions: [{ id: "a", header: "H", question: "Which?", options: [] }] }),
    sse.say("ok"),
  ]);
  await turnsOf(engine.thread, ["go"]);
  expect(outputs(engine)[0]).toMatch(/options/);
});

test("a client's own instructions for a mode replace ours", async () => {
  await using engine = await inPlanMode([sse.say("ok")]);
  await engine.thread.configure({ mode: { kind: "plan", instructions: "Just think." } });
  await turnsOf(engine.thread, ["go"]);
  expect(toldModes(engine)).toEqual(["<collaboration_mode>Just think.</collaboration_mode>"]);
});
