import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, cp, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { fitting, sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { CodexError, decideHooks, listHooks, type ModelClient } from "../../src/index.js";
import { projectAt } from "../support/project-at.js";
import { collect, inputOf, startEngine, type TestEngine } from "./start-engine.js";
import type { TestConversation } from "./test-codex.js";

// Everything in the rollout survives the process, however it ends: a copy of the home at any moment equals what a SIGKILL leaves.

it("is in the rollout before its turn is announced, even if that turn cannot call the model", async () => {
  const failing = () => ({
    // biome-ignore lint/correctness/useYield: it fails before
    async *stream() {
      throw new CodexError("auth-required", "not logged in");
    },
  });
  for (const options of [{}, { createModelClient: failing }]) {
    await using engine = await startEngine([sse.say("hello")], { ...options, allowLeftover: true });
    await using conversation = await engine.codex.newConversation();
    const rollout = rolloutOf(conversation);
    const found: boolean[] = [];
    conversation.conversation.observe({
      onEvent: ({ msg }) => {
        if (msg.type === "task_started") found.push(readFileSync(rollout, "utf8").includes("remember the milk"));
      },
    });
    await collect(conversation.run("remember the milk"));
    expect(found).toEqual([true]);
  }
});

it("is saved before the model gets it, as is a call's output", async () => {
  const found: boolean[] = [];
  const look = (kept: string) =>
    fitting(
      () => true,
      () => {
        found.push(readFileSync(rolloutOf(conversation), "utf8").includes(kept));
        return kept === "first" ? sse.shell(["echo", "given"]) : sse.say("done");
      },
    );
  await using engine = await startEngine([look("first"), look("given\\n")]);
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("first"));
  expect(found).toEqual([true, true]);
});

it("is saved before a custom model of the embedding program gets it", async () => {
  const found: boolean[] = [];
  const model: ModelClient = {
    async *stream() {
      found.push(readFileSync(rolloutOf(conversation), "utf8").includes("remember the milk"));
      yield { type: "completed", responseId: "r", tokenUsage: undefined };
    },
  };
  await using engine = await startEngine([], { createModelClient: () => model });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("remember the milk"));
  expect(found).toEqual([true]);
});

it("reaches the model on resume if it had joined a turn whose process was killed", async () => {
  await using engine = await startEngine([sse.shell(["sh", "-c", WAIT_FOR_GO]), sse.say("both")]);
  await using conversation = await engine.codex.newConversation();
  const copy = path.join(engine.codexHome, "..", "left");
  for await (const event of conversation.run("first")) {
    if (event.type !== "exec_command_begin") continue;
    conversation.conversation.submit({ type: "user_input", items: [{ type: "text", text: "JOINED" }] });
    await conversation.conversation.handled();
    await cp(engine.codexHome, copy, { recursive: true });
    await writeFile(path.join(engine.cwd, "go"), "");
  }
  const asked = await askedAfterKill(copy, conversation.id);
  expect(userTexts(asked[0])).toEqual(["first", "JOINED", "again"]);
  // It was sent once, and is no longer queued.
  expect(userTexts(asked[1])).toEqual(["first", "JOINED", "again", "and again"]);
  // The process that continued sent it too, so that nothing is left for a later resume.
  const later = await askedAfterKill(engine.codexHome, conversation.id);
  expect(userTexts(later[0])).toEqual(["first", "JOINED", "again"]);
});

it("is shown to the hook again if the process was killed while the hook judged it", async () => {
  await using engine = await startEngine([sse.say("fine")]);
  const judge = path.join(engine.codexHome, "judge.sh");
  await writeFile(
    judge,
    `#!/bin/sh\necho judged >> "\${0%/*}/log"\nwhile [ ! -e "\${0%/*}/go" ]; do sleep 0.01; done\n`,
  );
  await chmod(judge, 0o755);
  await trustHook(engine, judge);
  await using conversation = await engine.codex.newConversation();
  const copy = path.join(engine.codexHome, "..", "left");
  for await (const event of conversation.run("judge me")) {
    if (event.type !== "task_started") continue;
    await cp(engine.codexHome, copy, { recursive: true });
    await writeFile(path.join(engine.codexHome, "go"), "");
  }
  const asked = await askedAfterKill(copy, conversation.id, (next) => trustHook(next, judge));
  expect(userTexts(asked[0])).toEqual(["judge me", "again"]);
  // One line from the killed process, then one for each of the three messages.
  expect(readFileSync(path.join(engine.codexHome, "log"), "utf8").trim().split("\n")).toHaveLength(4);
});

it.skipIf(process.platform === "win32")(
  "an interrupt does not wait for an image in a pipe, and loses nothing (not on Windows)",
  async () => {
    await using engine = await startEngine([sse.say("fine")]);
    await using conversation = await engine.codex.newConversation();
    const pipe = path.join(engine.cwd, "dot.gif");
    execFileSync("mkfifo", [pipe]);
    const writer = open(pipe, "w");
    const stop = new AbortController();
    const items = [
      { type: "text" as const, text: "look at this" },
      { type: "local_image" as const, path: pipe },
    ];
    for await (const event of conversation.run(items, { signal: stop.signal })) {
      if (event.type === "task_started") stop.abort();
    }
    await conversation.conversation.handled();
    // The image arrives after the turn has ended and the interrupt was answered.
    const handle = await writer;
    await handle.write("GIF89a");
    await handle.close();
    await collect(conversation.run("again"));
    expect(userTexts(inputOf(engine.model.requests[0]))).toEqual(["look at this", "again"]);
    expect(JSON.stringify(inputOf(engine.model.requests[0]))).toContain("data:image/gif;base64,");
  },
);

it.skipIf(process.platform === "win32")(
  "an image that is still being read does not delay another turn; it gets its own (not on Windows)",
  async () => {
    await using engine = await startEngine([sse.shell(["sh", "-c", WAIT_FOR_GO]), sse.say("first"), sse.say("second")]);
    await using conversation = await engine.codex.newConversation();
    const wire = conversation.conversation;
    const pipe = path.join(engine.cwd, "dot.gif");
    execFileSync("mkfifo", [pipe]);
    const writer = open(pipe, "w");
    const events = wire.events();
    const said: unknown[] = [];
    wire.submit({ type: "user_input", items: [{ type: "text", text: "begin" }] });
    for await (const { msg } of events) {
      if (msg.type === "exec_command_begin") {
        wire.submit({ type: "user_input", items: [{ type: "local_image", path: pipe }] });
        await wire.handled();
        await writeFile(path.join(engine.cwd, "go"), "");
      }
      if (msg.type !== "task_complete") continue;
      said.push(msg.last_agent_message);
      if (said.length === 2) break;
      const handle = await writer;
      await handle.write("GIF89a");
      await handle.close();
    }
    expect(said).toEqual(["first", "second"]);
    expect(JSON.stringify(inputOf(engine.model.requests[2]))).toContain("data:image/gif;base64,");
  },
);

const WAIT_FOR_GO = "while [ ! -e go ]; do sleep 0.01; done";

async function trustHook({ codexHome, cwd }: TestEngine, command: string): Promise<void> {
  const hooks = { UserPromptSubmit: [{ hooks: [{ type: "command", command }] }] };
  await writeFile(path.join(codexHome, "hooks.json"), JSON.stringify({ hooks }));
  const source = { enabled: true, user: undefined, flags: undefined, bypassTrust: false };
  const project = await projectAt(cwd);
  const listed = await listHooks({ codexHome, project, hooks: source, requirements: undefined });
  await decideHooks(codexHome, listed.hooks, "trust");
}

/** The requests of two turns that run on a copy of a home. */
async function askedAfterKill(home: string, id: string, prepare?: (engine: TestEngine) => Promise<void>) {
  await using engine = await startEngine([sse.say("one"), sse.say("two")]);
  await cp(home, engine.codexHome, { recursive: true });
  await prepare?.(engine);
  await using conversation = await engine.codex.resumeConversation(id);
  await collect(conversation.run("again"));
  await collect(conversation.run("and again"));
  return engine.model.requests.map(inputOf);
}

/** The user messages of a request. */
function userTexts(input: ReturnType<typeof inputOf> = []): string[] {
  return input.flatMap(({ role, content }) => {
    const [first] = Array.isArray(content) && role === "user" ? content : [];
    const text = String(first?.text ?? "");
    return text === "" || text.startsWith("<") ? [] : [text];
  });
}

function rolloutOf({ conversation }: TestConversation): string {
  if (conversation.rolloutPath === undefined) throw new Error("the conversation is not saved");
  return conversation.rolloutPath;
}
