import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, IDLE, transcriptOf } from "./support/chat.js";

const GOALS = "features.goals = true";

test("/goal sets a goal, which further turns pursue until it is met; then another can be set", async () => {
  await using chat = await chatWith(
    [
      sse.say("one poem"),
      sse.call("update_goal", { status: "complete" }),
      sse.say("that was all"),
      sse.call("update_goal", { status: "blocked" }),
      sse.say("no ink"),
    ],
    GOALS,
  );
  const { terminal, model } = chat;
  terminal.write("/goal two poems\r");
  await terminal.waitFor("goal active: two poems");
  await terminal.waitFor("one poem");
  await terminal.waitFor("goal met: two poems (260 tokens");
  await terminal.waitFor("that was all");
  await terminal.waitFor(IDLE);
  expect(transcriptOf(model, 1).match(/source=\\"goal\\"/g)).toHaveLength(2);
  terminal.write("/goal a song\r");
  await terminal.waitFor("the goal has been removed");
  await terminal.waitFor("goal blocked: a song");
  await terminal.waitFor("no ink");
  await terminal.waitFor(IDLE);
  terminal.write("/goal pause\r");
  await terminal.waitFor("goal paused: a song");
  terminal.write("/goal budget 900\r");
  await terminal.waitFor("the goal may use 900 tokens");
  terminal.write("/goal\r");
  await terminal.waitFor("goal paused: a song (130 of 900 tokens");
  terminal.write("/goal clear\r");
  await terminal.waitFor("the goal has been removed");
});

test("/goal says if goals are disabled", async () => {
  await using chat = await chatWith([]);
  const { terminal } = chat;
  terminal.write("/goal write poems\r");
  await terminal.waitFor("codex features enable goals");
});
