import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fault, sse, startFakeIssuer, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { startEditor } from "./support/acp-editor.js";
import { ASKS, FREE, inEditor } from "./support/in-editor.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("a session: choices, words as they come, title, tokens, commands", async () => {
  await using world = await inEditor({ script: [sse.say("hello world", { deltas: ["hello ", "world"] })] });
  const { editor, workspace } = world;
  expect(editor.initialized).toMatchObject({
    protocolVersion: 1,
    agentInfo: { name: "codex" },
    agentCapabilities: { loadSession: true, promptCapabilities: { image: true, embeddedContext: true } },
  });
  const opened = await editor.ask("session/new", { cwd: workspace.cwd, mcpServers: [] });
  expect(opened).toMatchObject({
    modes: { currentModeId: "agent-full-access" },
    configOptions: [{ id: "mode", currentValue: "agent-full-access" }, { id: "model" }, { id: "reasoning_effort" }],
  });
  const answer = await editor.prompt(String(opened["sessionId"]), "say hello");
  expect(answer).toEqual({ stopReason: "end_turn" });
  expect(editor.words("agent_message_chunk")).toBe("hello world");
  expect(editor.updates.filter(({ update }) => update.sessionUpdate === "agent_message_chunk")).toHaveLength(2);
  const kinds = editor.updates.map(({ update }) => update.sessionUpdate);
  expect(kinds).toContain("available_commands_update");
  expect(editor.updates.map(({ update }) => update)).toContainEqual(
    expect.objectContaining({ sessionUpdate: "session_info_update", title: "say hello" }),
  );
  expect(editor.faults).toEqual([]);
});

test("skills are commands, and told again when a turn has written one", async () => {
  const skill = (name: string) => `---\nname: ${name}\ndescription: How to ${name}\n---\nThe way to ${name}.\n`;
  const write = `mkdir -p "$CODEX_HOME/skills/paint" && printf '%s' '${skill("paint")}' > "$CODEX_HOME/skills/paint/SKILL.md"`;
  await using world = await inEditor({
    script: [sse.say("one"), sse.say("two"), sse.shell(["sh", "-c", write]), sse.say("three")],
  });
  const { editor, model, workspace } = world;
  const folder = path.join(workspace.codexHome, "skills/sweep");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "SKILL.md"), skill("sweep"));
  const session = await editor.open();
  const skills = () =>
    editor.updates
      .flatMap(({ update }) => (update.sessionUpdate === "available_commands_update" ? [update.availableCommands] : []))
      .at(-1)
      ?.filter(({ name }) => name.startsWith("$"));
  await expect.poll(skills).toEqual([{ name: "$sweep", description: "How to sweep", input: expect.anything() }]);

  await editor.prompt(session, "/$sweep the floor");
  await editor.prompt(session, "/sweep");
  for (const request of model.requests.slice(0, 2)) expect(JSON.stringify(request.body)).toContain("The way to sweep.");
  expect(JSON.stringify(model.requests[0]?.body)).toContain("$sweep the floor");
  await editor.prompt(session, "write one");
  await expect.poll(() => skills()?.map(({ name }) => name)).toEqual(["$paint", "$sweep"]);
  expect(editor.faults).toEqual([]);
});

test("prompts of MCP servers are commands", async () => {
  const server = fileURLToPath(
    new URL("../../../packages/mcp-client/test/fixtures/document-server.mjs", import.meta.url),
  );
  const table = `[mcp_servers.documents]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(server)}]\nstartup_timeout_sec = 100\n`;
  await using world = await inEditor({ script: [sse.say("one")] });
  const { editor, model, workspace } = world;
  await writeFile(path.join(workspace.codexHome, "config.toml"), table, { flag: "a" });
  const session = await editor.open();
  const told = () =>
    editor.updates.flatMap(({ update }) =>
      update.sessionUpdate === "available_commands_update" ? update.availableCommands : [],
    );
  await expect
    .poll(told)
    .toContainEqual(expect.objectContaining({ name: "mcp__documents__explain", input: { hint: "file how" } }));
  await editor.prompt(session, "/mcp__documents__explain parser.js");
  expect(JSON.stringify(model.requests[0]?.body)).toContain("Explain the file parser.js, briefly.");
  expect(editor.faults).toEqual([]);
});

test("/review with words reviews what they say; the review is said once", async () => {
  await using world = await inEditor({ script: [sse.say("looks fine")] });
  const { editor, model } = world;
  expect(await editor.prompt(await editor.open(), "/review look at the words")).toEqual({ stopReason: "end_turn" });
  expect(editor.words("agent_message_chunk")).toBe("looks fine");
  const asked = JSON.stringify(model.requests[0]?.body);
  expect(asked).toContain("look at the words");
  expect(asked).not.toContain("/review");
  expect(editor.faults).toEqual([]);
});

const PLAN = "Looked.\n<proposed_plan>\n# Make it\n</proposed_plan>";

test.each([
  ["allow", "agent-full-access"],
  ["reject", undefined],
])("a plan of the plan mode is carried out when the user says so: %s", async (_, chosen) => {
  const isMade = chosen !== undefined;
  const permission = () => ({ outcome: { outcome: "selected", optionId: chosen ?? "reject" } });
  const script = [sse.shell(["touch", "too-early"]), sse.say(PLAN, { deltas: [PLAN.slice(0, 12), PLAN.slice(12)] })];
  const made = isMade ? [sse.shell(["touch", "made"]), sse.say("made it")] : [];
  await using world = await inEditor({ script: [...script, ...made] }, { permission });
  const { editor, workspace } = world;
  const sessionId = await editor.open();
  await editor.ask("session/set_mode", { sessionId, modeId: "plan" });
  expect(await editor.prompt(sessionId, "make it")).toEqual({ stopReason: "end_turn" });
  expect(editor.words("agent_message_chunk")).toBe(`Looked.\n\n# Make it\n${isMade ? "made it" : ""}`);
  expect(existsSync(path.join(workspace.cwd, "too-early"))).toBe(false);
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(isMade);
  const told = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "current_mode_update" ? [update.currentModeId] : [],
  );
  expect(told).toEqual(isMade ? [chosen] : []);
  expect(editor.faults).toEqual([]);
});

test("a session that was left in plan mode is in it again", async () => {
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

test("what was chosen for a session counts when it is loaded again, but for a mode that does more", async () => {
  await using model = await startModelServer([sse.say("one"), ...touch]);
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

test("a command, a patch and a plan are shown as what they are", async () => {
  const patch = "*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** Add File: b.txt\n+new\n*** End Patch";
  await using world = await inEditor({
    script: [
      sse.shell(["bash", "-c", "echo seen; exit 3"]),
      sse.call("apply_patch", { input: patch }),
      sse.call("update_plan", { plan: [{ step: "look", status: "in_progress" }] }),
      sse.say("done"),
    ],
    config: `${FREE}\ninclude_plan_tool = true\ninclude_apply_patch_tool = true`,
    files: { "a.txt": "one\n" },
  });
  const { editor, workspace } = world;
  await editor.prompt(await editor.open(), "go");
  const [command, edit] = editor.tools;
  expect(command).toMatchObject({ kind: "execute", status: "failed", rawOutput: { exit_code: 3 } });
  expect(JSON.stringify(command)).toContain("seen");
  expect(edit).toMatchObject({
    kind: "edit",
    status: "completed",
    content: [
      { type: "diff", path: path.join(workspace.cwd, "a.txt"), oldText: "one\n", newText: "two\n" },
      { type: "diff", path: path.join(workspace.cwd, "b.txt"), oldText: null, newText: "new\n" },
    ],
  });
  expect(await workspace.read("a.txt")).toBe("two\n");
  expect(editor.updates.map(({ update }) => update)).toContainEqual({
    sessionUpdate: "plan",
    entries: [{ content: "look", priority: "medium", status: "in_progress" }],
  });
  expect(editor.faults).toEqual([]);
});

test("editors that show terminals get what is printed piece by piece", async () => {
  await using world = await inEditor(
    { script: [sse.shell(["bash", "-c", "echo seen; exit 3"]), sse.say("done")] },
    { capabilities: { _meta: { terminal_output: true } } },
  );
  const { editor } = world;
  await editor.prompt(await editor.open(), "go");
  const metas = editor.updates.flatMap(({ update }) => ("_meta" in update && update._meta ? [update._meta] : []));
  const id = editor.tools[0]?.["toolCallId"];
  expect(metas).toEqual([
    { terminal_info: { terminal_id: id, cwd: world.workspace.cwd } },
    { terminal_output: { terminal_id: id, data: "seen\n" } },
    { terminal_exit: { terminal_id: id, exit_code: 3, signal: null } },
  ]);
  expect(editor.faults).toEqual([]);
});

const touch = [sse.shell(["touch", "made"]), sse.say("done")];

test.each([
  { answer: "allow_once", isMade: true },
  { answer: "reject_once", isMade: false },
  { answer: { outcome: { outcome: "selected", optionId: "nonsense" } }, isMade: false },
  { answer: { outcome: "nonsense" }, isMade: false },
])("a command that is asked about, answered with $answer: made $isMade", async ({ answer, isMade }) => {
  await using world = await inEditor({ script: touch, config: ASKS }, { permission: () => answer });
  const { editor, workspace } = world;
  const ended = await editor.prompt(await editor.open(), "go");
  expect(ended).toEqual({ stopReason: "end_turn" });
  expect(editor.asked).toHaveLength(1);
  const kinds = editor.asked[0]?.options.map(({ kind }) => kind);
  expect(kinds).toEqual(["allow_once", "allow_always", "allow_always", "reject_once"]);
  expect(editor.tools.some(({ toolCallId }) => toolCallId === editor.asked[0]?.toolCall.toolCallId)).toBe(true);
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(isMade);
  expect(editor.faults).toEqual([]);
});

test("a permission for the session asks once for the same command", async () => {
  const script = [sse.shell(["touch", "made"], {}, "1"), sse.shell(["touch", "made"], {}, "2"), sse.say("done")];
  await using world = await inEditor({ script, config: ASKS }, { permission: "allow_always" });
  await world.editor.prompt(await world.editor.open(), "go");
  expect(world.editor.asked).toHaveLength(1);
});

test.each([
  { answer: "allow_once", isMade: true },
  { answer: "allow_always", isMade: true },
  { answer: "reject_once", isMade: false },
])("more rights in advance, answered with $answer: made $isMade", async ({ answer, isMade }) => {
  const ask = sse.call("request_permissions", { permissions: { file_system: { write: ["."] } } });
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"\nfeatures.request_permissions_tool = true';
  await using world = await inEditor({ script: [ask, ...touch], config }, { permission: () => answer });
  const { editor, workspace } = world;
  await editor.prompt(await editor.open(), "go");
  expect(JSON.stringify(editor.asked[0]?.toolCall)).toContain(`write in ${workspace.cwd}`);
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(isMade);
  expect(editor.faults).toEqual([]);
});

test("a question that the user cancels stops the turn", async () => {
  await using world = await inEditor({ script: touch.slice(0, 1), config: ASKS }, { permission: "cancelled" });
  expect(await world.editor.prompt(await world.editor.open(), "go")).toEqual({ stopReason: "cancelled" });
});

test("an editor that goes away while it is asked has said no, and nothing is left", async () => {
  const asked = Promise.withResolvers<void>();
  await using world = await inEditor(
    { script: touch, config: ASKS },
    {
      permission: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    },
  );
  const { editor, workspace } = world;
  void editor.prompt(await editor.open(), "go").catch(() => {});
  await asked.promise;
  editor.child.stdin.end();
  const [status] = await once(editor.child, "exit");
  expect(status).toBe(0);
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(false);
});

test("session/cancel stops a command in its middle", async () => {
  await using world = await inEditor({ script: [sse.shell(["bash", "-c", "echo begun; exec sleep 600"])] });
  const { editor } = world;
  const session = await editor.open();
  const ended = editor.prompt(session, "go");
  await expect.poll(() => JSON.stringify(editor.tools)).toContain("begun");
  await editor.notify("session/cancel", { sessionId: session });
  expect(await ended).toEqual({ stopReason: "cancelled" });
  expect(editor.tools).toMatchObject([{ status: "failed" }]);
  expect(editor.faults).toEqual([]);
});

test.each(["session/close", "session/delete", "session/load", "session/resume"])(
  "%s of a session answers its prompt, and tells the end of what ran",
  async (method) => {
    await using world = await inEditor({ script: [sse.shell(["sleep", "100"], {}, "call")] });
    const { editor, workspace } = world;
    const session = await editor.open();
    const prompt = editor.prompt(session, "wait");
    await expect.poll(() => editor.tools).toMatchObject([{ status: "in_progress" }]);
    await editor.ask(method, { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
    expect(await prompt).toEqual({ stopReason: "cancelled" });
    expect(editor.tools[0]).toMatchObject({ status: "failed" });
  },
);

test("session/cancel stops a prompt that has not begun its turn", async () => {
  await using world = await inEditor({ script: [] });
  const { editor, model } = world;
  const session = await editor.open();
  // One that skills are looked up for first.
  const prompt = editor.prompt(session, "/no-such-command");
  await editor.notify("session/cancel", { sessionId: session });
  expect(await prompt).toEqual({ stopReason: "cancelled" });
  expect(model.requests).toHaveLength(0);
});

test("lists may be null, folders are absolute, and a handshake that fails changes nothing", async () => {
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

test("a session is listed, replayed after a restart, goes on, and can be deleted", async () => {
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
  await editor.prompt(session, "one question");
  await editor.ask("session/close", { sessionId: session });
  editor.updates.length = 0;
  await editor.ask(method, { sessionId: session, cwd: workspace.cwd, mcpServers: [] });
  await editor.prompt(session, "another");
  const titles = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "session_info_update" ? [update.title] : [],
  );
  expect(new Set(titles)).toEqual(new Set(["one question"]));
});

test("pictures and links of a message are shown again with it", async () => {
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
])("/compact is told of, with $capabilities as an update: $updates", async ({ capabilities, updates, words }) => {
  await using world = await inEditor({ script: [sse.say("one"), sse.say("a summary")] }, { capabilities });
  const { editor } = world;
  const session = await editor.open();
  await editor.prompt(session, "go");
  await editor.prompt(session, "/compact");
  const told = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "compaction_update" ? [update.status] : [],
  );
  expect(told).toEqual(updates);
  expect(editor.words("agent_thought_chunk")).toBe(words);
  expect(editor.faults).toEqual([]);
});

test("modes, models and efforts can be chosen, and what is not offered cannot", async () => {
  await using world = await inEditor({ script: touch, config: ASKS });
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

test("what the editor sends along reaches the model: pictures, buffers, links", async () => {
  await using world = await inEditor({ script: [sse.say("ok")] });
  const { editor, model, workspace } = world;
  await editor.prompt(await editor.open(), "look at", [
    { type: "image", data: "aWNvbg==", mimeType: "image/png" },
    { type: "resource", resource: { uri: `file://${workspace.cwd}/draft.txt`, text: "not saved yet" } },
    { type: "resource_link", uri: `file://${workspace.cwd}/other.txt`, name: "other.txt" },
  ]);
  const sent = JSON.stringify(model.requests[0]?.body);
  expect(sent).toContain("data:image/png;base64,aWNvbg==");
  expect(sent).toContain("not saved yet");
  expect(sent).toContain(`[@other.txt](${workspace.cwd}/other.txt)`);
});

test("a patch changes what the editor holds, saved or not, and the policy still decides where", async () => {
  const patch = (file: string, from: string) =>
    `*** Begin Patch\n*** Update File: ${file}\n@@\n-${from}\n+patched\n*** End Patch`;
  const buffers = new Map<string, string>();
  await using world = await inEditor(
    {
      script: [
        sse.call("apply_patch", { input: patch("a.txt", "typed") }, "1"),
        sse.call("apply_patch", { input: patch("b.txt", "two") }, "2"),
        sse.call("apply_patch", { input: patch("/etc/hostname", "typed") }, "3"),
        sse.say("done"),
      ],
      config: 'approval_policy = "never"\nsandbox_mode = "workspace-write"\ninclude_apply_patch_tool = true',
      files: { "a.txt": "saved\nlast\n", "b.txt": "two\n" },
    },
    { buffers, capabilities: { fs: { readTextFile: true, writeTextFile: true } } },
  );
  const { editor, workspace } = world;
  const [open, closed] = ["a.txt", "b.txt"].map((name) => path.join(workspace.cwd, name));
  buffers.set(String(open), "typed\nlast\n").set("/etc/hostname", "typed\n");
  await editor.prompt(await editor.open(), "go");
  expect(await workspace.read("a.txt")).toBe("patched\nlast\n");
  expect(await workspace.read("b.txt")).toBe("patched\n");
  expect(Object.fromEntries(buffers)).toEqual({
    [String(open)]: "patched\nlast\n",
    [String(closed)]: "patched\n",
    "/etc/hostname": "typed\n",
  });
  expect(editor.tools.map(({ status }) => status)).toEqual(["completed", "completed", "failed"]);
  expect(editor.faults).toEqual([]);
});

test("an editor writes nothing by a name while a command runs that could put a link there", async () => {
  const patch = "*** Begin Patch\n*** Update File: a.txt\n@@\n-saved\n+patched\n*** End Patch";
  const buffers = new Map<string, string>();
  const terminal = { cmd: "echo begun; exec sleep 600", yield_time_ms: 1 };
  await using world = await inEditor(
    {
      script: [
        sse.calls({ name: "exec_command", arguments: terminal }),
        sse.call("apply_patch", { input: patch }),
        sse.say("done"),
      ],
      config: `approval_policy = "never"\nsandbox_mode = "danger-full-access"\nmodel_catalog_json = "models.json"`,
      files: { "a.txt": "saved\n" },
    },
    { buffers, capabilities: { fs: { readTextFile: true, writeTextFile: true } } },
  );
  const { editor, workspace } = world;
  const catalogue = { models: [{ slug: "test-model", shell_type: "unified_exec", apply_patch_tool_type: "function" }] };
  await writeFile(path.join(workspace.codexHome, "models.json"), JSON.stringify(catalogue));
  buffers.set(path.join(workspace.cwd, "a.txt"), "typed\n");
  await editor.prompt(await editor.open(), "go");
  expect(await workspace.read("a.txt")).toBe("patched\n");
  expect([...buffers.values()]).toEqual(["typed\n"]);
});

test("two sessions at once keep apart; /status says what holds", async () => {
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

test("a failure of the model is an error that says what happened", async () => {
  await using world = await inEditor({ script: [fault.status(400, { error: { message: "no such thing" } })] });
  const session = await world.editor.open();
  await expect(world.editor.prompt(session, "go")).rejects.toMatchObject({
    code: -32603,
    message: expect.stringContaining("no such thing"),
    data: { code: "unexpected-status" },
  });
});

test("without a login the editor is told to offer one; a key from its environment can be kept, and given back", async () => {
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

test("an editor with terminals logs in by what it is started with, and more arguments behind it", async () => {
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

test("--trace writes both directions, without the secrets of servers", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model, config: FREE });
  const file = path.join(workspace.codexHome, "trace.jsonl");
  {
    await using editor = await startEditor({ workspace, args: ["--trace", file] });
    const server = { name: "kit", command: "/bin/false", args: [], env: [{ name: "KIT", value: "hunter2" }] };
    await editor.open({ mcpServers: [server] });
  }
  const trace = await readFile(file, "utf8");
  const lines = trace
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ direction }) => direction)).toEqual(expect.arrayContaining(["in", "out"]));
  expect(trace).toContain('"KIT"');
  expect(trace).not.toContain("hunter2");
});

test("a rule is offered as one more yes, and kept when it is chosen", async () => {
  const offered: unknown[] = [];
  const permission = (params: object) => {
    offered.push(Reflect.get(params, "options"));
    return { outcome: { outcome: "selected", optionId: "allow-rule" } };
  };
  const script = [sse.shell(["touch", "made"]), sse.shell(["touch", "made"]), sse.say("ok")];
  const config = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';
  await using world = await inEditor({ script, config }, { permission });
  await world.editor.prompt(await world.editor.open(), "go");
  const name = "From now on, allow what begins with: touch made";
  expect(offered).toEqual([
    expect.arrayContaining([expect.objectContaining({ optionId: "allow-rule", name, kind: "allow_always" })]),
  ]);
  const rules = await readFile(path.join(world.workspace.codexHome, "rules/default.rules"), "utf8");
  expect(rules).toBe('prefix_rule(pattern=["touch", "made"], decision="allow")\n');
  expect(world.editor.faults).toEqual([]);
});
