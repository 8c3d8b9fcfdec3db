import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fault, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { startEditor } from "./support/acp-editor.js";
import { ASKS, FREE, inEditor, TOUCH } from "./support/in-editor.js";
import { createWorkspace } from "./support/workspace.js";

test("a session: choices, streamed text, title, tokens, commands", async () => {
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

test("skills are commands, and listed again after a turn has written one", async () => {
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
  const reported = () =>
    editor.updates.flatMap(({ update }) =>
      update.sessionUpdate === "available_commands_update" ? update.availableCommands : [],
    );
  await expect
    .poll(reported)
    .toContainEqual(expect.objectContaining({ name: "mcp__documents__explain", input: { hint: "file how" } }));
  await editor.prompt(session, "/mcp__documents__explain parser.js");
  expect(JSON.stringify(model.requests[0]?.body)).toContain("Explain the file parser.js, briefly.");
  expect(editor.faults).toEqual([]);
});

test("/review with text reviews what it asks for; the review is shown once", async () => {
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
  const reported = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "current_mode_update" ? [update.currentModeId] : [],
  );
  expect(reported).toEqual(isMade ? [chosen] : []);
  expect(editor.faults).toEqual([]);
});

test("plan mode has an effort of its own, and the earlier one applies again afterwards", async () => {
  const permission = () => ({ outcome: { outcome: "selected", optionId: "agent-full-access" } });
  await using world = await inEditor(
    {
      script: [sse.say(PLAN), sse.say("made it")],
      config: 'model_reasoning_effort = "low"\nplan_mode_reasoning_effort = "high"',
    },
    { permission },
  );
  const { editor, model } = world;
  const sessionId = await editor.open();
  await editor.ask("session/set_mode", { sessionId, modeId: "plan" });
  await editor.prompt(sessionId, "make it");
  const efforts = model.requests.map(({ body }) => Object(body)["reasoning"]?.["effort"]);
  expect(efforts).toEqual(["high", "low"]);
  const shown = editor.updates.flatMap(({ update }) =>
    update.sessionUpdate === "config_option_update"
      ? [update.configOptions.map(({ currentValue }) => currentValue)]
      : [],
  );
  expect(shown).toEqual([
    ["plan", "gpt-5", "high"],
    ["agent-full-access", "gpt-5", "low"],
  ]);
  expect(editor.faults).toEqual([]);
});

test("commands, patches and plans are shown as such", async () => {
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

test("editors with terminals get output as it arrives", async () => {
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

test.each([
  { answer: "allow_once", isMade: true },
  { answer: "reject_once", isMade: false },
  { answer: { outcome: { outcome: "selected", optionId: "nonsense" } }, isMade: false },
  { answer: { outcome: "nonsense" }, isMade: false },
])("a command that is asked about, answered with $answer: made $isMade", async ({ answer, isMade }) => {
  await using world = await inEditor({ script: TOUCH, config: ASKS }, { permission: () => answer });
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

test("content sent by the editor reaches the model: images, buffers, links", async () => {
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

test("a failure of the model is an error that describes it", async () => {
  await using world = await inEditor({ script: [fault.status(400, { error: { message: "no such thing" } })] });
  const session = await world.editor.open();
  await expect(world.editor.prompt(session, "go")).rejects.toMatchObject({
    code: -32603,
    message: expect.stringContaining("no such thing"),
    data: { code: "unexpected-status" },
  });
});

test("--trace records both directions, without the servers' secrets", async () => {
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
