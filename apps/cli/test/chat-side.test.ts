import { writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, IDLE, runsUntil, transcriptOf } from "./support/chat.js";

test("/side asks during a turn about what was said so far; the conversation continues unaffected", async () => {
  const script = [
    runsUntil("go"),
    sse.say("a **side** answer"),
    sse.say("and another"),
    sse.say("finished"),
    sse.say("last"),
  ];
  await using chat = await chatWith(script);
  const { terminal, model, workspace } = chat;
  terminal.write("about elephants\r");
  await terminal.waitFor("until [ -e go ]");
  terminal.write("/side what is this about?\r");
  await terminal.waitFor("side question: what is this about?");
  await terminal.waitFor("answer");
  await terminal.waitFor("end of the side question");
  terminal.write("/btw and why?\r");
  await terminal.waitFor("and another");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("finished");
  await terminal.waitFor(IDLE);
  terminal.write("go on\r");
  await terminal.waitFor("last");
  expect(transcriptOf(model, 1)).toContain("about elephants");
  expect(transcriptOf(model, 1)).toContain("what is this about?");
  expect(transcriptOf(model, 2)).toContain("a **side** answer");
  for (const request of [3, 4]) expect(transcriptOf(model, request)).not.toMatch(/what is this|side/);
  expect(JSON.stringify(await workspace.rollout())).not.toContain("what is this about?");
});

test("a side question can change nothing, whatever the conversation may; Esc stops it", async () => {
  const settings = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
  const script = [sse.shell(["sh", "-c", "echo x > made"]), sse.hang()];
  await using chat = await chatWith(script, settings);
  const { terminal, workspace } = chat;
  terminal.write("/side make it\r");
  await terminal.waitFor("side question: make it");
  await chat.model.waitForRequests(2);
  terminal.write("\u001b");
  await terminal.waitFor("stopped");
  await expect(workspace.read("made")).rejects.toThrow("ENOENT");
});
