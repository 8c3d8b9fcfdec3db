import { fault, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { FREE, inEditor } from "./support/in-editor.js";

const GOALS = { config: `${FREE}\nfeatures.goals = true` };

test("/goal sets a goal, which further turns in the same prompt pursue until it is met", async () => {
  const script = [
    sse.say("one poem"),
    sse.say("two poems"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("that was all"),
  ];
  const capabilities = { session: { notices: {} } };
  await using world = await inEditor({ script, ...GOALS }, { capabilities });
  const { editor, model } = world;
  const session = await editor.open();
  expect(await editor.prompt(session, "/goal some poems")).toEqual({ stopReason: "end_turn" });
  expect(editor.words("agent_message_chunk")).toBe(
    "Goal **active**: some poems (0 tokens)\n\none poem\n\ntwo poems\n\nthat was all",
  );
  expect(JSON.stringify(model.requests[0]?.body)).toContain("some poems");
  expect(await editor.ask("session/list", {})).toMatchObject({
    sessions: [{ sessionId: session, title: "some poems" }],
  });
  expect(editor.updates.map(({ update }) => update)).toContainEqual(
    expect.objectContaining({ sessionUpdate: "notice", severity: "info", title: expect.stringContaining("**met**") }),
  );
  expect(editor.faults).toEqual([]);
});

test("a goal set by the model is pursued, too; a failed turn ends that and the prompt", async () => {
  const script = [
    sse.call("create_goal", { objective: "a song" }),
    sse.say("noted"),
    fault.status(400, { error: { message: "no ink" } }),
  ];
  await using world = await inEditor({ script, ...GOALS });
  const { editor } = world;
  const session = await editor.open();
  await expect(editor.prompt(session, "make it a goal")).rejects.toMatchObject({ code: -32603 });
  expect(editor.words("agent_thought_chunk")).toContain("Goal **blocked**: a song");
  await editor.prompt(session, "/goal");
  expect(editor.words("agent_message_chunk")).toContain("Goal **blocked**: a song (");
});

test("session/cancel stops pursuing it; showing and pausing it start nothing, resuming does", async () => {
  const script = [
    sse.shell(["sleep", "600"], {}, "1"),
    sse.call("update_goal", { status: "complete" }),
    sse.say("done"),
  ];
  await using world = await inEditor({ script, ...GOALS });
  const { editor, model } = world;
  const session = await editor.open();
  const prompt = editor.prompt(session, "/goal a poem");
  await expect.poll(() => editor.tools).toMatchObject([{ status: "in_progress" }]);
  await editor.notify("session/cancel", { sessionId: session });
  expect(await prompt).toEqual({ stopReason: "cancelled" });
  for (const [words, said] of [
    ["/goal", "Goal **active**: a poem ("],
    ["/goal pause", "Goal **paused**"],
    ["/goal budget 0", "This is not possible: "],
    ["/goal budget 90000", "of 90000 tokens"],
  ]) {
    editor.updates.length = 0;
    expect(await editor.prompt(session, words ?? "")).toEqual({ stopReason: "end_turn" });
    expect(editor.words("agent_message_chunk")).toContain(said);
  }
  expect(model.requests).toHaveLength(1);
  await editor.prompt(session, "/goal resume");
  expect(editor.words("agent_message_chunk")).toContain("done");
  for (const said of ["The goal has been removed.", "There is no goal."]) {
    editor.updates.length = 0;
    await editor.prompt(session, "/goal clear");
    expect(editor.words("agent_message_chunk")).toBe(said);
  }
});

test("the command is listed only where goals are enabled", async () => {
  for (const [config, isThere] of [
    [GOALS.config, true],
    [FREE, false],
  ] as const) {
    await using world = await inEditor({ script: [], config });
    const { editor } = world;
    await editor.open();
    const commands = () => editor.updates.find(({ update }) => update.sessionUpdate === "available_commands_update");
    await expect.poll(commands).toBeDefined();
    expect(JSON.stringify(commands()).includes('"goal"')).toBe(isThere);
  }
});
