import { writeFile } from "node:fs/promises";
import path from "node:path";
import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, converse, IDLE, silence, transcriptOf } from "./support/chat.js";

test("the end of a turn is notified despite the focus, if enabled", async () => {
  const settings = 'tui.notification_method = "osc9"\ntui.notification_condition = "always"';
  await using chat = await chatWith([sse.say("answer-1")], settings);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("\u001b]9;");
});

test("a user's command is shown as it runs, stopped by Esc, and in full on Ctrl-T", async () => {
  await using chat = await chatWith([sse.say("answer-1")]);
  const { terminal, model } = chat;
  terminal.write("!seq -f row-%g-of-it 100; until [ -e never ]; do sleep 0.05; done\r");
  await terminal.waitFor("row-100-of-it");
  await terminal.waitFor("Esc stops");
  terminal.write("\u001b");
  await terminal.waitFor("interrupted");
  await terminal.waitFor(IDLE);
  terminal.write("\u0014g");
  await terminal.waitFor("row-20-of-it");
  terminal.write("q");
  terminal.write("/undo both\r");
  await terminal.waitFor("there is nothing to undo");
  terminal.write("go\r");
  await terminal.waitFor("answer-1");
  expect(transcriptOf(model, 0)).toContain("row-50-of-it");
});

test("a command's output is shown between two paragraphs of an answer, and so is the lack of any", async () => {
  await using chat = await chatWith([sse.say(""), sse.hang(responsesEvent.textDelta("a paragraph\n\n"))]);
  const { terminal } = chat;
  await converse(terminal, "go", "the model said nothing");
  terminal.write("again\r");
  await terminal.waitFor("a paragraph");
  terminal.write("/ps\r");
  await terminal.waitFor("no terminal is running");
});

test("a command's output within a paragraph is shown at once, and printed after it", async () => {
  const rest = sse.hang(responsesEvent.textDelta("one long paragraph"));
  await using chat = await chatWith([rest]);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("one long");
  terminal.write("/notify on\r");
  await terminal.waitFor("you are notified when a turn ends or asks");
  terminal.write("\u001b");
  await terminal.waitFor("you are notified when a turn ends or asks");
  await terminal.waitFor("interrupted");
});

test("Ctrl-T shows running items in full, and reports a question meanwhile", async () => {
  const script = ["sh", "-c", "seq -f 'row-%g-of-it' 100; until [ -e go ]; do sleep 0.05; done"];
  await using chat = await chatWith([sse.shell(script), sse.shell(["touch", "made"])], 'approval_policy = "untrusted"');
  const { terminal, workspace } = chat;
  terminal.write("go\r");
  await terminal.waitFor("asks to run");
  await silence();
  terminal.write("y");
  await terminal.waitFor("row-100-of-it");
  terminal.write("\u0014");
  await terminal.waitFor("row-90-of-it");
  terminal.write("g");
  await terminal.waitFor("row-2-of-it");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("codex asks you something");
  terminal.write("q");
  await terminal.waitFor("touch made");
});

test("the plan is shown while the turn is running", async () => {
  const plan = [
    { step: "look at it", status: "completed" },
    { step: "change it", status: "in_progress" },
  ];
  await using chat = await chatWith([sse.call("update_plan", { plan }), sse.hang()]);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("look at it");
  await terminal.waitFor("change it");
});
