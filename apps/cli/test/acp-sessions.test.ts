import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, startFakeIssuer, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { startEditor } from "./support/acp-editor.js";
import { ASKS, FREE, inEditor, TOUCH } from "./support/in-editor.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("a session that was in plan mode is in it again", async () => {
  await using model = await startModelServer([
    sse.say("looked"),
    sse.shell(["touch", "made"]),
    sse.say("looked again"),
  ]);
  await using workspace = await createWorkspace({ model, config: FREE });
  let session: string;
  {
    await using editor = await startEditor({ workspace });
    session = await editor.open();
    await editor.ask("session/set_mode", { sessionId: session, modeId: "plan" });
    await editor.prompt(session, "look");
  }
  await using editor = await startEditor({ workspace });
  const loaded = await editor.ask("session/load", { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
  expect(loaded).toMatchObject({ modes: { currentModeId: "plan" } });
  await editor.prompt(session, "go on");
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(false);
});

test("where nothing is configured, the first mode follows from the trust of the folder", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model, config: "" });
  const firstMode = async () => {
    await using editor = await startEditor({ workspace });
    const opened = await editor.ask("session/new", { cwd: workspace.cwd, mcpServers: [] });
    return Object(opened).modes.currentModeId;
  };
  expect(await firstMode()).toBe("read-only");
  const trust = `[projects."${workspace.cwd}"]\ntrust_level = "trusted"\n`;
  await writeFile(path.join(workspace.codexHome, "config.toml"), trust, { flag: "a" });
  expect(await firstMode()).toBe("agent");
});

test("a session's choices are restored when it is loaded, except for a more permissive mode", async () => {
  await using model = await startModelServer([sse.say("one"), ...TOUCH]);
  await using workspace = await createWorkspace({ model, config: ASKS.replace("untrusted", "never") });
  const place = { cwd: workspace.cwd, mcpServers: [] };
  let session: string;
  {
    await using editor = await startEditor({ workspace });
    session = await editor.open();
    await editor.prompt(session, "hi");
    const set = (configId: string, value: string) =>
      editor.ask("session/set_config_option", { sessionId: session, configId, value });
    await set("model", "o3");
    await set("reasoning_effort", "high");
    await set("mode", "read-only");
  }
  {
    await using editor = await startEditor({ workspace });
    expect(await editor.ask("session/load", { sessionId: session, ...place })).toMatchObject({
      configOptions: [{ currentValue: "read-only" }, { currentValue: "o3" }, { currentValue: "high" }],
    });
    await editor.ask("session/set_mode", { sessionId: session, modeId: "agent-full-access" });
  }
  await using editor = await startEditor({ workspace });
  expect(await editor.ask("session/resume", { sessionId: session, ...place })).toMatchObject({
    configOptions: [{ currentValue: "configured" }, { currentValue: "o3" }, { currentValue: "high" }],
  });
  await editor.prompt(session, "go");
  expect(model.requests.at(-1)?.body).toMatchObject({ model: "o3", reasoning: { effort: "high" } });
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(false);
});

test("lists may be null, folders must be absolute, and a failed handshake changes nothing", async () => {
  await using world = await inEditor({ script: [] });
  const { editor, workspace } = world;
  const { cwd } = workspace;
  await editor.open({ mcpServers: null, additionalDirectories: null });
  const program = { name: "none", command: "/bin/false", args: null, env: null };
  await editor.open({
    mcpServers: [program, { type: "http", name: "far", url: "http://127.0.0.1:1/", headers: null }],
  });
  const relative = editor.ask("session/new", { cwd, mcpServers: [], additionalDirectories: ["src"] });
  await expect(relative).rejects.toMatchObject({ code: -32602, message: "not an absolute path: src" });
  await expect(editor.ask("initialize", {})).rejects.toMatchObject({ code: -32602 });
  await editor.open();
  expect(editor.faults).toEqual([]);
});

test("a session is listed, replayed after a restart, continued and deleted", async () => {
  await using model = await startModelServer([sse.say("first words"), sse.say("second words")]);
  await using workspace = await createWorkspace({ model, config: FREE });
  let session: string;
  {
    await using editor = await startEditor({ workspace });
    session = await editor.open();
    await editor.prompt(session, "one question");
  }
  await using editor = await startEditor({ workspace });
  expect(await editor.ask("session/list", { cwd: workspace.cwd })).toMatchObject({
    sessions: [{ sessionId: session, cwd: workspace.cwd, title: "one question" }],
    nextCursor: null,
  });
  await editor.ask("session/load", { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
  expect(editor.words("user_message_chunk")).toBe("one question");
  expect(editor.words("agent_message_chunk")).toBe("first words");
  await editor.prompt(session, "another");
  expect(JSON.stringify(model.requests[1]?.body)).toContain("first words");
  await editor.ask("session/close", { sessionId: session });
  await expect(editor.prompt(session, "hello?")).rejects.toMatchObject({ code: -32002 });
  await editor.ask("session/delete", { sessionId: session });
  await expect(
    editor.ask("session/load", { sessionId: session, cwd: workspace.cwd, mcpServers: [] }),
  ).rejects.toMatchObject({ code: -32002 });
  expect(editor.faults).toEqual([]);
});

test.each(["session/load", "session/resume"])("after %s a session is called as before", async (method) => {
  await using world = await inEditor({ script: [sse.say("one"), sse.say("two")] });
  const { editor, workspace } = world;
  const session = await editor.open();
  await editor.prompt(session, "one\nquestion");
  await editor.ask("session/close", { sessionId: session });
  const { sessions } = await editor.ask("session/list", {});
  expect(sessions).toMatchObject([{ title: "one question" }]);
  editor.updates.length = 0;
  await editor.ask(method, { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
  await editor.prompt(session, "another");
  const titles = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "session_info_update" ? [update.title] : [],
  );
  expect(new Set(titles)).toEqual(new Set(["one question"]));
});

test("a session that is loaded while it runs continues with the end of its turn", async () => {
  await using world = await inEditor({ script: [sse.shell(["sleep", "100"], {}, "call"), sse.say("on")] });
  const { editor, workspace, model } = world;
  const session = await editor.open();
  const prompt = editor.prompt(session, "wait");
  await expect.poll(() => editor.tools).toMatchObject([{ status: "in_progress" }]);
  await editor.ask("session/load", { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
  expect(await prompt).toEqual({ stopReason: "cancelled" });
  await editor.prompt(session, "another");
  expect(JSON.stringify(model.requests[1]?.body)).toContain('"output":"aborted"');
  // It is not taken for what another process wrote.
  expect(JSON.stringify(editor.updates)).not.toContain("Another process");
  expect(editor.faults).toEqual([]);
});

test("/review outside of a Git repository says so at once", async () => {
  await using world = await inEditor({ script: [], git: false });
  const { editor } = world;
  const session = await editor.open();
  expect(await editor.prompt(session, "/review")).toEqual({ stopReason: "end_turn" });
  expect(editor.words("agent_message_chunk")).toContain("is not in a Git repository");
});

test("images and links of a message are replayed with it", async () => {
  await using world = await inEditor({ script: [sse.say("an icon")] });
  const { editor, workspace } = world;
  const session = await editor.open();
  const picture = { type: "image", data: "aWNvbg==", mimeType: "image/png" } as const;
  await editor.prompt(session, "look", [picture]);
  await editor.ask("session/load", { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
  const shown = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "user_message_chunk" ? [update.content] : [],
  );
  expect(shown).toEqual([{ type: "text", text: "look" }, picture]);
  expect(editor.faults).toEqual([]);
});

test.each([
  { capabilities: {}, updates: [], words: "The conversation so far was summarized, to make room." },
  { capabilities: { session: { compaction: {} } }, updates: ["in_progress", "completed"], words: "" },
])("/compact is reported, with $capabilities as an update: $updates", async ({ capabilities, updates, words }) => {
  await using world = await inEditor({ script: [sse.say("one"), sse.say("a summary")] }, { capabilities });
  const { editor } = world;
  const session = await editor.open();
  await editor.prompt(session, "go");
  await editor.prompt(session, "/compact");
  const reported = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "compaction_update" ? [update.status] : [],
  );
  expect(reported).toEqual(updates);
  expect(editor.words("agent_thought_chunk")).toBe(words);
  expect(editor.faults).toEqual([]);
});

test("modes, models and efforts can be chosen, but only offered ones", async () => {
  await using world = await inEditor({ script: TOUCH, config: ASKS });
  const { editor, workspace, model } = world;
  const session = await editor.open();
  await editor.ask("session/set_mode", { sessionId: session, modeId: "agent-full-access" });
  const choose = (configId: string, value: string) =>
    editor.ask("session/set_config_option", { sessionId: session, configId, value });
  expect(await choose("model", "o3")).toMatchObject({
    configOptions: [{ id: "mode", currentValue: "agent-full-access" }, { id: "model", currentValue: "o3" }, {}],
  });
  await choose("reasoning_effort", "high");
  await expect(choose("model", "no-such-model")).rejects.toMatchObject({ code: -32602 });
  await editor.prompt(session, "go");
  expect(editor.asked).toEqual([]);
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(true);
  expect(model.requests[0]?.body).toMatchObject({ model: "o3", reasoning: { effort: "high" } });
  expect(editor.faults).toEqual([]);
});

test("two concurrent sessions are independent; /status shows the settings", async () => {
  await using world = await inEditor({ script: [sse.say("same"), sse.say("same")] });
  const { editor, workspace } = world;
  const [one, two] = [await editor.open(), await editor.open()];
  await Promise.all([editor.prompt(one, "a"), editor.prompt(two, "b")]);
  const from = editor.updates.filter(({ update }) => update.sessionUpdate === "agent_message_chunk");
  expect(new Set(from.map(({ sessionId }) => sessionId))).toEqual(new Set([one, two]));
  editor.updates.length = 0;
  expect(await editor.prompt(one, "/status")).toEqual({ stopReason: "end_turn" });
  expect(editor.words("agent_message_chunk")).toContain(workspace.cwd);
  expect(editor.faults).toEqual([]);
});

test.each([
  ["session/new", { cwd: "relative", mcpServers: [] }, -32602],
  ["session/new", { cwd: "/tmp", mcpServers: [{ type: "sse", name: "old", url: "http://127.0.0.1" }] }, -32602],
  ["session/new", { mcpServers: [] }, -32602],
  ["session/prompt", { sessionId: "nobody", prompt: [] }, -32002],
  ["session/set_mode", { sessionId: "nobody", modeId: "agent" }, -32002],
  ["authenticate", { methodId: "nonsense" }, -32602],
  ["nonsense", {}, -32601],
])("%s with %j is refused with %i", async (method, params, code) => {
  await using world = await inEditor({ script: [] });
  await expect(world.editor.ask(method, params)).rejects.toMatchObject({ code });
  expect(world.editor.faults).toEqual([]);
});

test("without a login the editor is told to offer one; an API key from its environment can be stored and removed", async () => {
  await using workspace = await createWorkspace();
  const args = ["-c", "model_provider=openai"];
  const login = path.join(workspace.codexHome, "auth.json");
  {
    await using editor = await startEditor({ workspace, args });
    await expect(editor.open()).rejects.toMatchObject({ code: -32000 });
    await expect(editor.ask("authenticate", { methodId: "api-key" })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("OPENAI_API_KEY"),
    });
  }
  await using editor = await startEditor({ workspace, args, env: { OPENAI_API_KEY: "sk-of-the-editor" } });
  await editor.ask("authenticate", { methodId: "api-key" });
  expect(await readFile(login, "utf8")).toContain("sk-of-the-editor");
  await editor.open();
  await editor.ask("logout", {});
  expect(existsSync(login)).toBe(false);
  expect(editor.faults).toEqual([]);
});

test("an editor with terminals logs in with its configured command and additional arguments", async () => {
  await using workspace = await createWorkspace();
  await using fake = await startFakeIssuer();
  const args = ["-c", "model_provider=openai", "--trace", path.join(workspace.codexHome, "trace.jsonl")];
  await using editor = await startEditor({ workspace, args, capabilities: { auth: { terminal: true } } });
  await expect(editor.open()).rejects.toMatchObject({ code: -32000 });
  const methods = editor.initialized["authMethods"] as readonly { type?: string; args?: readonly string[] }[];
  const more = methods.find(({ type }) => type === "terminal")?.args ?? [];
  const issuer = ["--experimental_issuer", fake.issuer.url, "--experimental_client-id", fake.issuer.clientId];
  const login = await runCodex(workspace, ["acp", ...args, ...more, ...issuer]);
  expect(login).toMatchObject({ code: 0, stderr: expect.stringContaining("ABCD-1234") });
  await editor.open();
  expect(editor.faults).toEqual([]);
});

test("turns that another editor took with the session are shown", async () => {
  await using world = await inEditor({ script: [sse.say("reply-1"), sse.say("reply-2"), sse.say("reply-3")] });
  const { editor, workspace } = world;
  const session = await editor.open();
  await editor.prompt(session, "first");
  {
    await using other = await startEditor({ workspace });
    await other.ask("session/load", { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
    await other.prompt(session, "second");
  }
  await editor.prompt(session, "third");
  expect(editor.words("user_message_chunk")).toBe("second");
  expect(editor.words("agent_message_chunk")).toMatch(/^reply-1\s*reply-2\s*reply-3$/);
  expect(editor.faults).toEqual([]);
});
