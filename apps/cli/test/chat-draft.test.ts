import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, converse, IDLE, runsUntil, silence, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("several lines: pasted, and with Ctrl-J; control characters in a paste are removed", async () => {
  await using chat = await chatWith([sse.say("ok")]);
  const { terminal, model } = chat;
  terminal.write("a\u001b[200~b\rc\u001b[2Jd\ne\u001b[201~\nf\r");
  await terminal.waitFor("ok");
  expect(transcriptOf(model, 0)).toContain(JSON.stringify("ab\nc[2Jd\ne\nf"));
});

test("earlier messages are recalled with the arrow key, including those of other sessions", async () => {
  await using chat = await chatWith([sse.say("one"), sse.say("two")]);
  await converse(chat.terminal, "remember me", "one");
  chat.terminal.write("\u0004");
  await chat.terminal.exited;
  await using later = await codexOnTerminal(chat.workspace, []);
  await later.waitFor(IDLE);
  later.write("\u001b[A");
  await later.waitFor("remember me");
  later.write("\r");
  await later.waitFor("two");
  expect(transcriptOf(chat.model, 1)).toContain("remember me");
});

test("Ctrl-R finds earlier messages by a word of any of their lines", async () => {
  await using chat = await chatWith([sse.say("one"), sse.say("two"), sse.say("three")]);
  const { terminal, model } = chat;
  terminal.write("first line\u001b[200~\nred\nlast line\u001b[201~\r");
  await terminal.waitFor("one");
  await terminal.waitFor(IDLE);
  await converse(terminal, "another", "two");
  terminal.write("\u0012");
  await terminal.waitFor("arrows or letters find");
  terminal.write("red");
  await terminal.waitFor("first line red last line");
  terminal.write("\r");
  await terminal.waitFor("last line");
  await converse(terminal, "", "three");
  expect(transcriptOf(model, 2).split(JSON.stringify("first line\nred\nlast line"))).toHaveLength(3);
});

test("the popup offers a command's arguments, and skills after $", async () => {
  await using chat = await chatWith([sse.say("ok")]);
  const { terminal, workspace, model } = chat;
  const folder = path.join(workspace.codexHome, "skills", "sweep");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "SKILL.md"), "---\nname: sweep\ndescription: How to sweep\n---\nwith a broom\n");
  terminal.write("/approvals ful");
  await terminal.waitFor("does everything without asking");
  terminal.write("\r");
  await terminal.waitFor("from the next turn on: full-access");
  terminal.write("please $swe");
  await terminal.waitFor("How to sweep");
  terminal.write("\t\r");
  await terminal.waitFor("ok");
  expect(transcriptOf(model, 0)).toContain("please $sweep");
  expect(transcriptOf(model, 0)).toContain("with a broom");
});

test("/vim: Esc starts vi commands, and then has its usual meaning", async () => {
  await using chat = await chatWith([sse.say("answer-1"), runsUntil("never"), sse.say("answer-2")]);
  const { terminal, model } = chat;
  terminal.write("/vim\r");
  await terminal.waitFor("the keys are those of vi");
  await terminal.waitFor("insert · ");
  terminal.write("one two three");
  await terminal.waitFor("three");
  terminal.write("\u001b");
  await terminal.waitFor("normal · ");
  await converse(terminal, "0dwA four", "answer-1");
  expect(transcriptOf(model, 0)).toContain("two three four");
  terminal.write("go\r");
  await terminal.waitFor("until [ -e never ]");
  terminal.write("\u001b");
  await terminal.waitFor("normal · ");
  terminal.write("\u001b");
  await terminal.waitFor("interrupted");
  await terminal.waitFor(IDLE);
  terminal.write("kkyyp\r");
  await terminal.waitFor("answer-2");
  expect(transcriptOf(model, 2)).toContain("two three four\\ntwo three four");
});

test("commands are found by aliases, and messages by any of their lines", async () => {
  await using chat = await chatWith([sse.say("answer-1"), sse.say("answer-2"), sse.say("answer-3")]);
  const { terminal, model } = chat;
  terminal.write("/permi");
  await terminal.waitFor("/permissions");
  terminal.write("\r");
  await terminal.waitFor("what needs your approval");
  terminal.write("\u001b");
  await terminal.waitFor("it stays");
  for (const [message, answer] of [
    ["about\npurple whales", "answer-1"],
    ["about purple ants", "answer-2"],
  ] as const) {
    await converse(terminal, `${message.replace("\n", "\u001b\r")}`, answer);
  }
  terminal.write("\u0012purple");
  await terminal.waitFor("whales");
  terminal.write("\u0012\r");
  await terminal.waitFor("  purple whales");
  terminal.write("\r");
  await terminal.waitFor("answer-3");
  expect(transcriptOf(model, 2)).toMatch(/about\\npurple whales.*about purple ants.*about\\npurple whales/);
});

test("Ctrl-C ends a paste whose end was lost, and keeps its text", async () => {
  await using chat = await chatWith([sse.say("ok")]);
  const { terminal, model } = chat;
  terminal.write("\u001b[200~half a paste\r");
  terminal.write("and more");
  await silence();
  terminal.write("\u0003");
  await terminal.waitFor("and more");
  terminal.write("\r");
  await terminal.waitFor("ok");
  expect(transcriptOf(model, 0)).toContain("half a paste\\nand more");
});

test("Tab completes a file name", async () => {
  await using chat = await chatWith([sse.say("ok")]);
  const { terminal, workspace, model } = chat;
  await writeFile(path.join(workspace.cwd, "some-file.txt"), "");
  terminal.write("see @smfile");
  await terminal.waitFor("some-file.txt");
  terminal.write("\t\r");
  await terminal.waitFor("ok");
  expect(transcriptOf(model, 0)).toContain("see some-file.txt");
});

test("a terminal's reply that arrives in pieces is not typed into the draft", async () => {
  await using chat = await chatWith([sse.say("ok")]);
  const { terminal, model } = chat;
  terminal.write("ab\u001b]11;rgb:1010/10");
  await silence();
  terminal.write("10/1010\u001b\\c\r");
  await terminal.waitFor("ok");
  expect(transcriptOf(model, 0)).toContain('"abc"');
});
