import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fitting, type ModelReply, sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { decideHooks, listHooks, setProjectTrust } from "../../src/index.js";
import { projectAt } from "../support/project-at.js";
import { collect, inputOf, startEngine, type TestEngine, typesOf } from "./start-engine.js";

/**
 * Records its input, and answers with the next of the `answers/EVENT` files: `STATUS` and a text. A hook of the session's end has little
 * time, so it records first and starts no other program.
 */
const RECORDER = `#!/bin/sh
cd "\${0%/*}"
IFS= read -r told
printf '%s\\n' "$told" >> log
event=$(printf '%s' "$told" | sed -n 's/.*"hook_event_name":"\\([A-Za-z]*\\)".*/\\1/p')
answer=answers/$event
[ -f "$answer" ] || exit 0
text=$(cat "$answer"); rm "$answer"
case "$text" in "exit 2 "*) echo "\${text#exit 2 }" >&2; exit 2;; esac
printf '%s' "$text"
`;

type Answers = Readonly<Record<string, string | object>>;

/** Configures user hooks for these events, all trusted. */
async function putHooks(engine: TestEngine, events: readonly string[], answers: Answers = {}, matcher?: string) {
  const { codexHome } = engine;
  await mkdir(path.join(codexHome, "answers"), { recursive: true });
  const recorder = path.join(codexHome, "recorder.sh");
  await writeFile(recorder, RECORDER);
  await chmod(recorder, 0o755);
  for (const [event, answer] of Object.entries(answers)) {
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    await writeFile(path.join(codexHome, "answers", event), text);
  }
  const group = (event: string) => {
    const hook = { type: "command", command: recorder, ...(event === "SessionEnd" && { timeout: 3 }) };
    return { ...(matcher !== undefined && { matcher }), hooks: [hook] };
  };
  const hooks = Object.fromEntries(events.map((event) => [event, [group(event)]]));
  await writeFile(path.join(codexHome, "hooks.json"), JSON.stringify({ hooks }));
  await decideHooks(codexHome, (await hooksOf(engine)).hooks, "trust");
}

const hooksOf = async ({ codexHome, cwd }: TestEngine, trustLevel?: string) =>
  listHooks({
    codexHome,
    project: await projectAt(cwd, trustLevel === "trusted"),
    requirements: undefined,
    hooks: { enabled: true, user: undefined, flags: undefined, bypassTrust: false },
  });

async function heard({ codexHome }: TestEngine): Promise<Record<string, unknown>[]> {
  const log = path.join(codexHome, "log");
  if (!existsSync(log)) return [];
  return (await readFile(log, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Runs one turn in a new session; returns the events. */
async function turn(engine: TestEngine, prompt = "go") {
  await using conversation = await engine.codex.newConversation();
  return await collect(conversation.run(prompt));
}

/** The latest request's messages as `role: text`, and outputs unchanged. */
function messagesOf(engine: TestEngine): string[] {
  return inputOf(engine.model.requests.at(-1)).flatMap((item) => {
    if (typeof item["output"] === "string") return [item["output"]];
    const content = item["content"];
    const texts = Array.isArray(content) ? content.map(({ text }) => String(text)).join("") : String(item["type"]);
    return texts.startsWith("<environment_context>") ? [] : [`${String(item["role"] ?? "")}: ${texts}`];
  });
}

const shell = (script: string, callId = "c1") =>
  sse.calls({ name: "shell", callId, arguments: { command: ["bash", "-lc", script] } });

it("reports a session's events to hooks, in order, in the documented fields", async () => {
  await using engine = await startEngine([shell("echo hi"), sse.say("done")]);
  await putHooks(engine, ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd"]);
  await turn(engine, "please");
  const all = await heard(engine);
  expect(all.map((one) => one["hook_event_name"])).toEqual([
    "SessionStart",
    "UserPromptSubmit",
    "PreToolUse",
    "PostToolUse",
    "Stop",
    "SessionEnd",
  ]);
  const [start, prompt, , post, stop, end] = all;
  expect(start).toMatchObject({ source: "startup", cwd: engine.cwd, model: "mock-model" });
  expect(start).not.toHaveProperty("turn_id");
  expect(prompt).toMatchObject({ prompt: "please", permission_mode: "bypassPermissions" });
  expect(post).toMatchObject({ tool_name: "Bash", tool_input: { command: "echo hi" }, tool_response: "hi\n" });
  expect(stop).toMatchObject({ stop_hook_active: false, last_assistant_message: "done" });
  expect(Object.keys(end ?? {}).sort()).toEqual(["cwd", "hook_event_name", "reason", "session_id", "transcript_path"]);
});

it("reports a patch's result to a hook as text", async () => {
  const patch = "*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch";
  const call = sse.calls({ name: "shell", callId: "c1", arguments: { command: ["apply_patch", patch] } });
  await using engine = await startEngine([call, sse.say("done")]);
  await putHooks(engine, ["PostToolUse"]);
  await turn(engine, "please");
  const [post] = await heard(engine);
  expect(post).toMatchObject({ tool_name: "apply_patch", tool_input: { command: patch } });
  expect(post?.["tool_response"]).toMatch(
    /^Exit code: 0\nWall time: [\d.]+ seconds\nOutput:\nSuccess[^\n]*\nA a\.txt\n$/,
  );
});

it("does not run a command that a hook denies, and tells the model why", async () => {
  await using engine = await startEngine([shell("touch ran"), sse.say("done")]);
  const hookSpecificOutput = {
    hookEventName: "PreToolUse",
    permissionDecision: "deny",
    permissionDecisionReason: "not today",
  };
  await putHooks(engine, ["PreToolUse", "PostToolUse"], { PreToolUse: { hookSpecificOutput } }, "Bash");
  await turn(engine);
  expect(existsSync(path.join(engine.cwd, "ran"))).toBe(false);
  expect(messagesOf(engine).at(-1)).toBe("Command blocked by PreToolUse hook: not today. Command: touch ran");
  expect(await heard(engine)).toHaveLength(1);
});

it("runs the replacement that a hook gives, and reports it next to the output", async () => {
  await using engine = await startEngine([shell("touch first"), sse.say("done")]);
  const hookSpecificOutput = {
    hookEventName: "PreToolUse",
    permissionDecision: "allow",
    updatedInput: { command: "touch second" },
    additionalContext: "mind the gap",
  };
  await putHooks(engine, ["PreToolUse", "PostToolUse"], { PreToolUse: { hookSpecificOutput } });
  await turn(engine);
  expect(existsSync(path.join(engine.cwd, "first"))).toBe(false);
  expect(existsSync(path.join(engine.cwd, "second"))).toBe(true);
  expect(messagesOf(engine).slice(-2)[0]).toBe("developer: mind the gap");
  expect((await heard(engine))[1]).toMatchObject({ tool_input: { command: "touch second" } });
});

it("lets a hook decide in the user's place, for commands and for patches", async () => {
  const patch = "*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch";
  const script = [
    shell("echo a > b"),
    sse.calls({ name: "apply_patch", arguments: { input: patch } }),
    sse.say("done"),
  ];
  await using engine = await startEngine(script, {
    config: { approval_policy: "untrusted", sandbox_mode: "read-only" },
  });
  const decision = { behavior: "deny", message: "no writing" };
  await putHooks(engine, ["PermissionRequest"], {
    PermissionRequest: { hookSpecificOutput: { hookEventName: "PermissionRequest", decision } },
  });
  const events = await turn(engine);
  expect(messagesOf(engine).filter((text) => text.includes("rejected"))[0]).toBe("exec command rejected: no writing");
  expect(typesOf(events)).not.toContain("exec_approval_request");
  expect((await heard(engine)).map((one) => one["tool_name"])).toEqual(["Bash", "apply_patch"]);
});

const KIT = {
  command: process.execPath,
  args: [path.resolve(import.meta.dirname, "../../../mcp-client/test/fixtures/tool-server.mjs")],
  startup_timeout_sec: 100,
  default_tools_approval_mode: "prompt",
};

it.each(["user", "auto_review"])("lets a hook decide about a server's tool, too, before %s does", async (reviewer) => {
  const call = sse.calls({ name: "env", callId: "c1", arguments: {}, namespace: "mcp__kit" });
  await using engine = await startEngine([call, sse.say("done")], {
    config: { approval_policy: "on-request", approvals_reviewer: reviewer, mcp_servers: { kit: KIT } },
  });
  const decision = { behavior: "deny", message: "not that one" };
  await putHooks(engine, ["PermissionRequest"], {
    PermissionRequest: { hookSpecificOutput: { hookEventName: "PermissionRequest", decision } },
  });
  await turn(engine);
  expect(await heard(engine)).toMatchObject([{ tool_name: "mcp__kit__env", tool_input: {} }]);
  expect(messagesOf(engine).at(-1)).toBe("not that one");
});

it("gives a hook that decides in the user's place the model's justification", async () => {
  const words = { command: ["bash", "-lc", "echo a > b"], with_escalated_permissions: true, justification: "to see" };
  const call = sse.calls({ name: "shell", callId: "c1", arguments: words });
  await using engine = await startEngine([call, sse.say("done")], {
    config: { approval_policy: "on-request", sandbox_mode: "read-only" },
  });
  const decision = { behavior: "deny" };
  await putHooks(engine, ["PermissionRequest"], {
    PermissionRequest: { hookSpecificOutput: { hookEventName: "PermissionRequest", decision } },
  });
  await turn(engine);
  expect(await heard(engine)).toMatchObject([{ tool_input: { command: "echo a > b", description: "to see" } }]);
});

it("withholds a message from the model that a hook blocks", async () => {
  await using engine = await startEngine([sse.say("second")]);
  await putHooks(engine, ["UserPromptSubmit"], { UserPromptSubmit: "exit 2 a secret" });
  await using conversation = await engine.codex.newConversation();
  expect(typesOf(await collect(conversation.run("the password")))).toContain("task_complete");
  expect(engine.model.requests).toHaveLength(0);
  await collect(conversation.run("hello"));
  expect(JSON.stringify(engine.model.requests)).not.toContain("the password");
});

it("starts no review for what a hook blocks, and does not mention it to a model later", async () => {
  await using engine = await startEngine([sse.say("hello"), sse.say("looked")]);
  await putHooks(engine, ["UserPromptSubmit"], { UserPromptSubmit: "exit 2 a secret" });
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const review = async (instructions: string) => {
    const { promise: ended, resolve } = Promise.withResolvers<string | undefined>();
    using _ = thread.observe({
      onEvent: (event) => event.type === "turn-ended" && resolve(event.turn.finalMessage),
    });
    await thread.review({ type: "custom", instructions });
    return await ended;
  };
  expect(await review("find the password")).toContain("a secret");
  expect(engine.model.requests).toHaveLength(0);
  await collect(conversation.run("hello"));
  expect(JSON.stringify(engine.model.requests)).not.toContain("the password");

  const context = { hookSpecificOutput: { hookEventName: "UserPromptSubmit", additionalContext: "mind the tests" } };
  await writeFile(path.join(engine.codexHome, "answers", "UserPromptSubmit"), JSON.stringify(context));
  expect(await review("look at it")).toBe("looked");
  expect(messagesOf(engine).slice(-2)).toEqual(["user: look at it", "developer: mind the tests"]);
  expect((await heard(engine)).map(({ prompt }) => prompt)).toEqual(["find the password", "hello", "look at it"]);
});

it("continues when a hook of the turn's end says what is missing", async () => {
  await using engine = await startEngine([sse.say("first"), sse.say("second")]);
  await putHooks(engine, ["Stop"], { Stop: { decision: "block", reason: 'run the <"tests">' } });
  await turn(engine);
  const message = messagesOf(engine).at(-1) ?? "";
  expect(message).toMatch(
    /^user: <hook_prompt hook_run_id="stop:0:.*hooks\.json">run the &lt;"tests"&gt;<\/hook_prompt>$/,
  );
  expect((await heard(engine)).map((one) => one["stop_hook_active"])).toEqual([false, true]);
});

it("ends the turn when a hook stops the session from starting, and runs it again the next time", async () => {
  await using engine = await startEngine([sse.say("hello")]);
  await putHooks(engine, ["SessionStart"], { SessionStart: { continue: false, stopReason: "closed" } });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("one"));
  expect(engine.model.requests).toHaveLength(0);
  await writeFile(path.join(engine.codexHome, "answers", "SessionStart"), "plain words");
  await collect(conversation.run("two"));
  expect(messagesOf(engine)).toEqual(["developer: plain words", "user: two"]);
});

it("lets hooks observe requests without changing them", async () => {
  await using engine = await startEngine([sse.say("hello")]);
  await putHooks(engine, ["PreModelRequest", "PostModelRequest"], {
    PreModelRequest: { decision: "block", reason: "no" },
  });
  await turn(engine);
  const [before, after] = await heard(engine);
  expect(before).toMatchObject({ kind: "sampling", attempt_number: 1 });
  expect(after).toMatchObject({ status: "completed", error: null, request_id: before?.["request_id"] });
  expect(before).not.toHaveProperty("permission_mode");
});

it("saves a long text in a private file and gives the model its start", async () => {
  await using engine = await startEngine([sse.say("ok")]);
  await putHooks(engine, ["UserPromptSubmit"], { UserPromptSubmit: "x".repeat(60_000) });
  await turn(engine);
  const text = messagesOf(engine).find((line) => line.includes("xxxx")) ?? "";
  expect(text.length).toBeLessThan(12_000);
  expect(await readFile(/(\/\S+\.txt)/.exec(text)?.[1] ?? "", "utf8")).toBe("x".repeat(60_000));
});

it("runs no new or changed hook before review, and reads none of an untrusted repository", async () => {
  await using engine = await startEngine([sse.say("one"), sse.say("two"), sse.say("three")]);
  await putHooks(engine, ["Stop"]);
  const file = path.join(engine.codexHome, "hooks.json");
  await writeFile(file, (await readFile(file, "utf8")).replace("recorder.sh", "recorder.sh changed"));
  const repository = path.join(engine.cwd, ".codex");
  await mkdir(repository);
  const command = `touch ${path.join(engine.cwd, "pwned")}`;
  await writeFile(
    path.join(repository, "hooks.json"),
    JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: "command", command }] }] } }),
  );
  expect((await hooksOf(engine)).hooks).toHaveLength(1);
  await turn(engine);
  await setProjectTrust(engine.codexHome, engine.cwd, "trusted");
  const listed = (await hooksOf(engine, "trusted")).hooks;
  expect(listed.map(({ source }) => source)).toEqual(["user", "project"]);
  await turn(engine);
  expect(existsSync(path.join(engine.cwd, "pwned"))).toBe(false);
  await decideHooks(engine.codexHome, listed.slice(1), "trust");
  await turn(engine);
  expect(existsSync(path.join(engine.cwd, "pwned"))).toBe(true);
  expect(await heard(engine)).toEqual([]);
});

it("runs hooks after a tool only for completed calls: not for a refusal or a command that is still running", async () => {
  const script = [
    shell("exit 3", "c1"),
    sse.calls({ name: "exec_command", callId: "c2", arguments: { cmd: "read x; echo got $x", yield_time_ms: 100 } }),
    sse.calls({
      name: "write_stdin",
      callId: "c3",
      arguments: { session_id: 0, chars: "hello\n", yield_time_ms: 30_000 },
    }),
    sse.calls({
      name: "apply_patch",
      callId: "c4",
      arguments: { input: "*** Begin Patch\n*** Delete File: none\n*** End Patch" },
    }),
    sse.say("done"),
  ];
  await using engine = await startEngine(script);
  await putHooks(engine, ["PreToolUse", "PostToolUse"]);
  await turn(engine);
  expect((await heard(engine)).map((one) => [one["hook_event_name"], one["tool_use_id"]])).toEqual([
    ["PreToolUse", "c1"],
    ["PostToolUse", "c1"],
    ["PreToolUse", "c2"],
    ["PostToolUse", "c2"],
    ["PreToolUse", "c4"],
  ]);
  const end = (await heard(engine))[3];
  expect(end).toMatchObject({ tool_name: "Bash", tool_input: { command: "read x; echo got $x" } });
  expect(end?.["tool_response"]).toMatch(/got hello\n$/);
});

it("tells hooks of a program in the shell's place", async () => {
  const call = sse.calls({ name: "exec_command", callId: "c1", arguments: { cmd: "pwd", shell: "./bash" } });
  await using engine = await startEngine([call, shell("pwd"), sse.say("done")]);
  await putHooks(engine, ["PreToolUse"]);
  await turn(engine);
  const commands = (await heard(engine)).map((one) => Object(one["tool_input"]).command);
  expect(commands).toEqual(["./bash -lc pwd", "pwd"]);
});

it("reports the folder that a command runs in", async () => {
  const call = sse.calls({ name: "exec_command", callId: "c1", arguments: { cmd: "pwd", workdir: "sub" } });
  await using engine = await startEngine([call, sse.say("done")]);
  await mkdir(path.join(engine.cwd, "sub"));
  await putHooks(engine, ["PreToolUse", "PostToolUse", "Stop"]);
  await turn(engine);
  const sub = path.join(engine.cwd, "sub");
  expect((await heard(engine)).map((one) => one["cwd"])).toEqual([sub, sub, engine.cwd]);
});

it("gives the model in the next turn what a hook said about a message that it blocked", async () => {
  await using engine = await startEngine([sse.say("second")]);
  const hookSpecificOutput = { hookEventName: "UserPromptSubmit", additionalContext: "a fact" };
  await putHooks(engine, ["UserPromptSubmit"], {
    UserPromptSubmit: { decision: "block", reason: "no", hookSpecificOutput },
  });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("the password"));
  await collect(conversation.run("hello"));
  expect(messagesOf(engine)).toEqual(["developer: a fact", "user: hello"]);
});

it("compacts at the user's own limit, between two requests of a turn", async () => {
  const script = [shell("echo hi"), sse.say("the summary"), sse.say("done")];
  await using engine = await startEngine(script, { config: { model_auto_compact_token_limit: 1 } });
  await putHooks(engine, ["PreCompact", "PreModelRequest"]);
  await turn(engine);
  expect((await heard(engine)).map((one) => one["trigger"] ?? one["kind"])).toEqual([
    "sampling",
    "auto",
    "foreground_compaction",
    "sampling",
  ]);
});

it("tells hooks of every interrupted turn: of an answer, a review and a command of the user", async () => {
  await using engine = await startEngine([sse.hang(), sse.hang()], { allowLeftover: true });
  await putHooks(engine, ["Interrupt"]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const turns = [
    () => thread.start([{ type: "text", text: "go" }]),
    () => thread.review({ type: "custom", instructions: "look" }),
    () => thread.runUserCommand({ script: "sleep 600" }),
  ];
  const ids: string[] = [];
  for (const start of turns) {
    ids.push((await start()).id);
    await thread.interrupt();
  }
  expect((await heard(engine)).map(({ turn_id }) => turn_id)).toEqual(ids);
});

it("names the tools for subagents as Codex 0.171 does, and matches their plain names too", async () => {
  const isLead = (body: unknown) => JSON.stringify(body).includes("LEAD");
  const lead = (reply: ModelReply) => fitting(isLead, reply);
  await using engine = await startEngine(
    [
      lead(sse.call("spawn_agent", { message: "TASK" }, "one")),
      fitting((body) => !isLead(body), sse.say("ok")),
      lead(sse.call("wait_agent", { targets: ["nobody"] }, "two")),
      lead(sse.say("done")),
    ],
    { config: { agents: { enabled: true } } },
  );
  await putHooks(engine, ["PreToolUse"], {}, "wait_agent|Agent");
  await turn(engine, "LEAD");
  expect((await heard(engine)).map((told) => told["tool_name"])).toEqual(["spawn_agent", "multi_agent_v1wait_agent"]);
});

it("gives hooks a goal as an object", async () => {
  await using engine = await startEngine([sse.call("get_goal", {}), sse.say("none")], {
    config: { features: { goals: true } },
  });
  await putHooks(engine, ["PostToolUse"]);
  await turn(engine);
  expect(await heard(engine)).toMatchObject([{ tool_name: "get_goal", tool_response: { goal: null } }]);
});

it("gives the model with its next request what a hook said that nobody waited for, and follows no decision of it", async () => {
  await using engine = await startEngine([sse.say("one"), sse.say("two")]);
  const specific = { hookEventName: "UserPromptSubmit", additionalContext: "found later" };
  const answer = JSON.stringify({ decision: "block", reason: "no", hookSpecificOutput: specific });
  const hook = { type: "command", command: `mkdir once && sleep 0.2 && echo '${answer}'`, async: true };
  const hooks = { UserPromptSubmit: [{ hooks: [hook] }] };
  await writeFile(path.join(engine.codexHome, "hooks.json"), JSON.stringify({ hooks }));
  await decideHooks(engine.codexHome, (await hooksOf(engine)).hooks, "trust");
  const first = await engine.codex.newConversation();
  await collect(first.run("go"));
  // Closing waits for the hook.
  await first[Symbol.asyncDispose]();
  await using resumed = await engine.codex.resumeConversation(first.id);
  await collect(resumed.run("on"));
  expect(messagesOf(engine)).toEqual(["user: go", "assistant: one", "developer: found later", "user: on"]);
});
