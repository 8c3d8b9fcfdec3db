import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, IDLE, runsUntil, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("the first message can be an argument; messages sent during a turn join it", async () => {
  await using chat = await chatWith([runsUntil("go"), sse.say("finished")], "", ["start"]);
  const { terminal, model, workspace } = chat;
  await terminal.waitFor("until [ -e go ]");
  terminal.write("one more thing\r");
  await terminal.waitFor("sent: one more thing");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("finished");
  expect(transcriptOf(model, 1)).toContain("one more thing");
});

test("Tab queues a message for the end of the turn", async () => {
  await using chat = await chatWith([runsUntil("go"), sse.say("finished"), sse.say("and this")], "", ["start"]);
  const { terminal, model, workspace } = chat;
  await terminal.waitFor("until [ -e go ]");
  terminal.write("afterwards\t");
  await terminal.waitFor("waiting: afterwards");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("and this");
  expect(transcriptOf(model, 1)).not.toContain("afterwards");
  expect(transcriptOf(model, 2)).toContain("afterwards");
});

test("Esc has the model read messages sent to the turn; queued ones keep waiting", async () => {
  await using chat = await chatWith([runsUntil("never"), sse.say("I read it"), sse.say("and this")], "", ["start"]);
  const { terminal, model } = chat;
  await terminal.waitFor("until [ -e never ]");
  terminal.write("afterwards\t");
  await terminal.waitFor("waiting: afterwards");
  terminal.write("not that way\r");
  await terminal.waitFor("sent: not that way");
  terminal.write("\u001b");
  await terminal.waitFor("I read it");
  await terminal.waitFor("and this");
  expect(transcriptOf(model, 1)).toContain("not that way");
  expect(transcriptOf(model, 1)).not.toContain("afterwards");
  expect(transcriptOf(model, 2)).toContain("afterwards");
});

test("Esc returns queued messages to the draft", async () => {
  await using chat = await chatWith([runsUntil("never"), sse.say("fine")], "", ["start"]);
  const { terminal, model } = chat;
  await terminal.waitFor("until [ -e never ]");
  terminal.write("afterwards\t");
  await terminal.waitFor("waiting: afterwards");
  terminal.write("\u001b");
  await terminal.waitFor("interrupted");
  await terminal.waitFor(IDLE);
  terminal.write(" or now\r");
  await terminal.waitFor("fine");
  expect(transcriptOf(model, 1)).toContain("afterwards or now");
});

test("queued messages outlive a killed chat: the next one recalls them", async () => {
  await using chat = await chatWith([runsUntil("never")], "", ["start"]);
  const { terminal, workspace } = chat;
  await terminal.waitFor("until [ -e never ]");
  terminal.write("first\t");
  await terminal.waitFor("waiting: first");
  terminal.write("/rename later on \t");
  await terminal.waitFor("waiting: /rename");
  terminal.write("second\t");
  await terminal.waitFor("waiting: second");
  const history = path.join(workspace.codexHome, "history.jsonl");
  await expect.poll(() => readFile(history, "utf8")).toContain("second");
  terminal.kill("SIGKILL");
  await terminal.exited;
  await using later = await codexOnTerminal(workspace, []);
  await later.waitFor(IDLE);
  later.write("\u001b[A");
  await later.waitFor("second");
  later.write("\u001b[A");
  await later.waitFor("first");
});

test("a queued message is saved once", async () => {
  await using chat = await chatWith([runsUntil("go"), sse.say("finished"), sse.say("and this")], "", ["start"]);
  const { terminal, workspace } = chat;
  await terminal.waitFor("until [ -e go ]");
  terminal.write("afterwards\t");
  await terminal.waitFor("waiting: afterwards");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("and this");
  const history = await readFile(path.join(workspace.codexHome, "history.jsonl"), "utf8");
  expect(history.split("afterwards")).toHaveLength(2);
});

test("commands can be queued, too", async () => {
  await using chat = await chatWith([runsUntil("go"), sse.say("finished"), sse.say("last")], "", ["start"]);
  const { terminal, model, workspace } = chat;
  await terminal.waitFor("until [ -e go ]");
  // The trailing space closes the popup.
  terminal.write("/rename later on \t");
  await terminal.waitFor("waiting: /rename later on");
  terminal.write("!echo from-the-shell\t");
  await terminal.waitFor("waiting: !echo from-the-shell");
  terminal.write("the end\t");
  await terminal.waitFor("waiting: the end");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("now called later on");
  await terminal.waitFor("last");
  expect(model.requests).toHaveLength(3);
  expect(transcriptOf(model, 2)).toContain("exit status 0");
  expect(transcriptOf(model, 2)).not.toContain("/rename");
});

test("commands not available during a turn say how to queue them", async () => {
  await using chat = await chatWith([runsUntil("never")], "", ["start"]);
  const { terminal } = chat;
  await terminal.waitFor("until [ -e never ]");
  terminal.write("/compact\r");
  await terminal.waitFor("press Tab instead of Enter to run /compact after it");
});
