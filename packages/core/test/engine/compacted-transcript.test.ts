import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { inputOf, startEngine, type TestEngine } from "./start-engine.js";
import { turnsOf } from "./turns-of-thread.js";

const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Compacts before the first request after one with 900 tokens. */
const LIMITED = { model_auto_compact_token_limit: 500 };

const usage = (total_tokens: number) => ({ input_tokens: total_tokens, output_tokens: 0, total_tokens });

function counted(item: object, tokens: number): ScriptedReply {
  return sse.events(
    { type: "response.created", response: { id: "r" } },
    { type: "response.output_item.done", item },
    { type: "response.completed", response: { id: "r", usage: usage(tokens) } },
  );
}

const long = (text: string) =>
  counted({ type: "message", role: "assistant", content: [{ type: "output_text", text }] }, 900);
const longCall = (command: readonly string[]) =>
  counted({ type: "function_call", call_id: "c", name: "shell", arguments: JSON.stringify({ command }) }, 900);

async function putSkill(engine: TestEngine): Promise<void> {
  const file = path.join(engine.codexHome, "skills/whistle/SKILL.md");
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, "---\nname: whistle\ndescription: Whistles a tune.\n---\nTake a breath.\n");
}

/** The texts of a request's messages, without the environment and skills that open a session. */
const texts = (engine: TestEngine, request: number): unknown[] =>
  inputOf(engine.model.requests[request]).flatMap(({ content }) =>
    [Object(content)].flat().map(({ text, image_url }) => text ?? image_url),
  );

const instructions = (engine: TestEngine, request: number): string =>
  String(Object(engine.model.requests[request]?.body).instructions);

test("the user's messages stay messages, and instructions of every kind stay", async () => {
  await using engine = await startEngine(
    [sse.say("a"), long("b"), sse.say("SHORT"), long("c"), sse.say("SHORTER"), sse.say("d")],
    { config: { ...LIMITED, developer_instructions: "Never use tabs." } },
  );
  await putSkill(engine);
  await using conversation = await engine.codex.newConversation();
  await turnsOf(conversation.conversation.thread, ["one", "two $whistle", "three", "four"]);
  expect(texts(engine, 3)).toEqual(["one", "two $whistle", expect.stringMatching(/summary.*\nSHORT$/), "three"]);
  expect(texts(engine, 5)).toEqual([
    "one",
    "two $whistle",
    "three",
    expect.stringMatching(/summary.*\nSHORTER$/),
    "four",
  ]);
  for (const request of [3, 5]) {
    for (const kept of ["Never use tabs.", "Whistles a tune.", "<sandbox_mode>"])
      expect(instructions(engine, request)).toContain(kept);
    // Skills that the user mentioned are not messages of the user.
    expect(instructions(engine, request)).not.toContain("Take a breath.");
  }
});

test("a resumed session has the same transcript, and repeats none of the instructions", async () => {
  await using engine = await startEngine([long("a"), sse.say("SHORT"), sse.say("b"), sse.say("c")], {
    config: { ...LIMITED, developer_instructions: "Never use tabs." },
  });
  await putSkill(engine);
  await writeFile(path.join(engine.cwd, "AGENTS.md"), "Whistle.\n");
  const saved = await engine.codex.newConversation();
  await turnsOf(saved.conversation.thread, ["one", "two"]);
  await saved[Symbol.asyncDispose]();
  await using resumed = await engine.codex.resumeConversation(saved.id);
  await turnsOf(resumed.conversation.thread, ["three"]);
  expect(texts(engine, 3)).toEqual([...texts(engine, 2), "b", "three"]);
  expect(instructions(engine, 3)).toBe(instructions(engine, 2));
});

test("a small window keeps less of the user's messages, the latest first", async () => {
  const full = counted({ type: "message", role: "assistant", content: [{ type: "output_text", text: "b" }] }, 3900);
  await using engine = await startEngine([sse.say("a"), full, sse.say("SHORT"), sse.say("c")], {
    config: { model_context_window: 4000 },
  });
  await using conversation = await engine.codex.newConversation();
  const said = [`one ${"x".repeat(9000)} end`, `two ${"y".repeat(3000)}`, "three"];
  await turnsOf(conversation.conversation.thread, said);
  const [one, ...others] = texts(engine, 3);
  expect(one).toMatch(/^one x+…\d+ tokens truncated…\nx+ end$/);
  expect(String(one).length).toBeLessThan(1000);
  expect(others).toEqual([said[1], expect.stringMatching(/SHORT$/), "three"]);
});

test("the whole environment stays, of which later messages name only what has changed", async () => {
  await using engine = await startEngine([long("a"), sse.say("SHORT"), sse.say("b")], { config: LIMITED });
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await turnsOf(thread, ["one"]);
  await thread.configure({ sandboxPolicy: { mode: "read-only" } });
  await turnsOf(thread, ["two"]);
  // What the model has not answered yet is not summarized.
  expect(texts(engine, 2)).toEqual([
    "one",
    expect.stringMatching(/SHORT$/),
    expect.stringContaining("<sandbox_mode>read-only</sandbox_mode>"),
    "two",
  ]);
  expect(instructions(engine, 2)).toContain(`<cwd>${engine.cwd}</cwd>`);
});

test("during a turn the request comes before the summary, with its images", async () => {
  await using engine = await startEngine([longCall(["echo", "hi"]), sse.say("SHORT"), sse.say("done")], {
    config: LIMITED,
  });
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const { promise: ended, resolve } = Promise.withResolvers<unknown>();
  using _events = thread.observe({ onEvent: ({ type }) => type === "turn-ended" && resolve(type) });
  await thread.start([
    { type: "text", text: "see" },
    { type: "image", url: PIXEL },
  ]);
  await ended;
  expect(texts(engine, 2)).toEqual(["see", PIXEL, expect.stringMatching(/SHORT$/)]);
});

test("the model is reminded of plan mode", async () => {
  await using engine = await startEngine([longCall(["ls"]), sse.say("SHORT"), sse.say("done"), sse.say("more")], {
    config: LIMITED,
  });
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await thread.configure({ mode: { kind: "plan" } });
  await turnsOf(thread, ["one", "two"]);
  const reminder = expect.stringMatching(/^<collaboration_mode>Plan mode is on/);
  expect(texts(engine, 2)).toEqual(["one", expect.stringMatching(/SHORT$/), reminder]);
  expect(texts(engine, 3)).toEqual([...texts(engine, 2), "done", "two"]);
});
