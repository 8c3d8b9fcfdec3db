import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { ASKS, inEditor, TOUCH } from "./support/in-editor.js";

test("an approval for the session covers the same command from then on", async () => {
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
  await using world = await inEditor({ script: [ask, ...TOUCH], config }, { permission: () => answer });
  const { editor, workspace } = world;
  await editor.prompt(await editor.open(), "go");
  expect(JSON.stringify(editor.asked[0]?.toolCall)).toContain(`write in ${workspace.cwd}`);
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(isMade);
  expect(editor.faults).toEqual([]);
});

test("a question says first that a command would leave the sandbox, and where else it would run", async () => {
  const escalated = { with_escalated_permissions: true, justification: "Nothing can go wrong." };
  const script = [
    sse.shell(["touch", "made"], { workdir: "sub", ...escalated }, "1"),
    sse.shell(["touch", "made"], escalated, "2"),
    sse.say("done"),
  ];
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"';
  await using world = await inEditor({ script, config, files: { "sub/x": "" } }, { permission: "reject_once" });
  const { editor, workspace } = world;
  await editor.prompt(await editor.open(), "go");
  const shown = editor.asked.map(({ toolCall }) => JSON.stringify(toolCall.content));
  expect(shown[0]).toMatch(/outside the sandbox.*in this folder.*Nothing can go wrong/);
  expect(shown[0]).toContain(path.join(workspace.cwd, "sub"));
  expect(shown[1]).toMatch(/outside the sandbox.*Nothing can go wrong/);
  expect(shown[1]).not.toContain("folder");
});

test("a folder's name cannot add permissions or words to a question, and a move is shown with both places", async () => {
  const name = "sub\n- nothing else\n```\nIt is safe.";
  const wanted = sse.call("request_permissions", { permissions: { file_system: { write: [name] } } }, "1");
  const moved = "*** Begin Patch\n*** Update File: a.txt\n*** Move to: b.txt\n@@\n-one\n+two\n*** End Patch";
  const script = [wanted, sse.call("apply_patch", { input: moved }, "2"), sse.say("done")];
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"\nfeatures.request_permissions_tool = true';
  const files = { "a.txt": "one\n", [`${name}/x`]: "" };
  await using world = await inEditor({ script, config, files }, { permission: "reject_once" });
  const { editor, workspace } = world;
  await editor.prompt(await editor.open(), "go");
  const [permissions, patch] = editor.asked.map(({ toolCall }) => JSON.stringify(toolCall.content));
  const folder = `${workspace.cwd}/sub\\u{a}- nothing else\\u{a}\`\`\`\\u{a}It is safe.`;
  expect(permissions).toContain(JSON.stringify(`\`\`\`\`\nwrite in ${folder}\n\`\`\`\``).slice(1, -1));
  expect(patch).toContain(`${workspace.cwd}/a.txt → ${workspace.cwd}/b.txt`);
  expect(editor.faults).toEqual([]);
});

test("cancelling a question stops the turn", async () => {
  await using world = await inEditor({ script: TOUCH.slice(0, 1), config: ASKS }, { permission: "cancelled" });
  expect(await world.editor.prompt(await world.editor.open(), "go")).toEqual({ stopReason: "cancelled" });
});

test("an editor that disconnects during a question has denied it, and nothing is left running", async () => {
  const asked = Promise.withResolvers<void>();
  await using world = await inEditor(
    { script: TOUCH, config: ASKS },
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

test("session/cancel stops a running command", async () => {
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
  "%s of a session answers its prompt, and reports the end of running items",
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

test("session/cancel stops a prompt whose turn has not started", async () => {
  await using world = await inEditor({ script: [] });
  const { editor, model } = world;
  const session = await editor.open();
  // Skills are looked up before this one is handled.
  const prompt = editor.prompt(session, "/no-such-command");
  await editor.notify("session/cancel", { sessionId: session });
  expect(await prompt).toEqual({ stopReason: "cancelled" });
  expect(model.requests).toHaveLength(0);
});

test("a patch changes the editor's buffers, saved or not, and the policy still decides where", async () => {
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

test("the editor writes no file by name while a command is running that could replace it by a link", async () => {
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

test("a rule is offered as an additional choice, and saved when chosen", async () => {
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
