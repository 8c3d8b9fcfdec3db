import { writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, converse, runsUntil, silence, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

const ALT_UP = "\u001b[1;3A";

test("any queued message can be edited in place, removed or sent at once; the previous draft is kept", async () => {
  const says = ["step", "a", "b"].map((text) => sse.say(`said-${text}`));
  await using chat = await chatWith([runsUntil("go"), ...says]);
  const { terminal, model, workspace } = chat;
  terminal.write("start\r");
  await terminal.waitFor("until [ -e go ]");
  for (const text of ["one", "two", "three"]) {
    terminal.write(`${text}\t`);
    await terminal.waitFor(`waiting: ${text}`);
  }
  terminal.write(`a draft${ALT_UP}${ALT_UP} and a half\t`);
  await terminal.waitFor("waiting: two and a half");
  terminal.write(`${ALT_UP}${ALT_UP}${ALT_UP}\u0003`);
  // The first is gone; the draft is recalled like an earlier message.
  terminal.write("\u001b[A\u001b[A\u001b[A");
  await terminal.waitFor("a draft");
  terminal.write("\u0003");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("said-b");
  expect(model.requests).toHaveLength(4);
  expect(transcriptOf(model, 2)).toContain("two and a half");
  expect(transcriptOf(model, 2)).not.toContain("three");
  expect(transcriptOf(model, 3)).toContain("three");
  expect(transcriptOf(model, 3)).not.toContain('"one"');
});

test("letters of another script answer no question, and the chat says which keys do", async () => {
  await using chat = await chatWith([sse.shell(["touch", "made"]), sse.say("fine")], 'approval_policy = "untrusted"');
  const { terminal } = chat;
  terminal.write("start\r");
  await terminal.waitFor("asks to run");
  await silence();
  terminal.write("н");
  await terminal.waitFor("to answer with any keyboard: arrows, then Enter");
  await silence();
  terminal.write("\u001b[C\r");
  await terminal.waitFor("fine");
});

test("a message to a turn whose process was killed is shown on resume, and sent with the next message", async () => {
  await using chat = await chatWith([runsUntil("go"), sse.say("I read both")]);
  const { terminal, model, workspace } = chat;
  terminal.write("start\r");
  await terminal.waitFor("until [ -e go ]");
  terminal.write("not that way\r");
  await terminal.waitFor("sent: not that way");
  terminal.kill("SIGKILL");
  await terminal.exited;
  await using later = await codexOnTerminal(workspace, ["resume", "--last"]);
  await later.waitFor("sent: not that way (goes with your next message)");
  await converse(later, "and now", "I read both");
  expect(transcriptOf(model, 1)).toContain("not that way");
  later.write("/status\r");
  await later.waitFor("session");
  expect(later.output.slice(later.output.lastIndexOf("I read both"))).not.toContain("sent: ");
});
