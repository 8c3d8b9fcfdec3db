import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, silence, transcriptOf } from "./support/chat.js";

const ASK = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';

test("yes, no, always for this session", async () => {
  const touch = (file: string, id: string) => sse.shell(["touch", file], {}, id);
  await using chat = await chatWith(
    [touch("a", "1"), touch("b", "2"), touch("c", "3"), touch("c", "4"), sse.say("done")],
    ASK,
  );
  const { terminal, workspace } = chat;
  terminal.write("go\r");
  for (const [file, key] of [
    ["a", "y"],
    ["b", "n"],
    ["c", "a"],
  ] as const) {
    await terminal.waitFor("codex asks to run");
    await terminal.waitFor(`touch ${file}`);
    await silence();
    terminal.write(key);
  }
  await terminal.waitFor("done");
  await workspace.read("a");
  await workspace.read("c");
  await expect(workspace.read("b")).rejects.toThrow();
});

test("a patch is shown in full; Esc ends the turn", async () => {
  const patch = "*** Begin Patch\n*** Add File: new.txt\n+one\n+two\n*** End Patch\n";
  await using chat = await chatWith([sse.shell(["apply_patch", patch])], ASK);
  const { terminal, workspace } = chat;
  terminal.write("go\r");
  await terminal.waitFor("codex asks to change");
  await terminal.waitFor("new.txt");
  await terminal.waitFor("two");
  await silence();
  terminal.write("\u001b");
  await terminal.waitFor("interrupted");
  await expect(workspace.read("new.txt")).rejects.toThrow();
});

test.each([
  ["y", "allowed for this turn", false],
  ["a", "allowed for this session", true],
  ["n", "not allowed", undefined],
])("more rights in advance, answered with %s", async (key, words, isForSession) => {
  const permissions = { network: { enabled: true }, file_system: { write: ["inner"] } };
  const ask = sse.call("request_permissions", { permissions, reason: "to fetch \u001b[2J parts" });
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"\nfeatures.request_permissions_tool = true';
  await using chat = await chatWith([ask, sse.shell(["touch", "inner/made"]), sse.say("done")], config);
  const { terminal, model, workspace } = chat;
  const folder = path.join(workspace.cwd, "inner");
  await mkdir(folder);
  terminal.write("go\r");
  await terminal.waitFor("codex asks to let its commands and patches also");
  await terminal.waitFor(`- write in ${folder}`);
  await terminal.waitFor("- use the network");
  await terminal.waitFor("the model says: to fetch \\u{1b}[2J parts");
  await silence();
  terminal.write(key);
  await terminal.waitFor(words);
  await terminal.waitFor("done");
  expect(existsSync(path.join(folder, "made"))).toBe(isForSession !== undefined);
  const granted = isForSession === undefined ? '\\"file_system\\":null' : isForSession ? '\\"session\\"' : '\\"turn\\"';
  expect(transcriptOf(model, 1)).toContain(granted);
});

test("keys typed just when a question appears do not answer it and go to the draft", async () => {
  await using chat = await chatWith([sse.shell(["touch", "a"]), sse.say("done")], ASK);
  const { terminal, model } = chat;
  terminal.write("go\r");
  await terminal.waitFor("codex asks to run");
  terminal.write("yes");
  await terminal.waitFor("yes");
  await silence();
  terminal.write("n");
  await terminal.waitFor("not allowed");
  await terminal.waitFor("done");
  expect(model.requests).toHaveLength(2);
});

test("no part of a command can hide or control the terminal", async () => {
  const hostile = `ls \u001b]52;c;ZXZpbA==\u0007\u202e${" ".repeat(3000)}; touch evil`;
  await using chat = await chatWith([sse.shell(["bash", "-c", hostile]), sse.say("\u001b[2Jdone")], ASK);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("ls \\u{1b}]52;c;ZXZpbA==\\u{7}\\u{202e} ⟨3000 spaces⟩ ; touch evil");
  await silence();
  terminal.write("n");
  await terminal.waitFor("\\u{1b}[2Jdone");
  expect(terminal.output).not.toContain("\u001b]52");
  expect(terminal.output).not.toContain("\u001b[2J");
});

test("messages sent and kept during a question stay visible below it", async () => {
  await using chat = await chatWith([sse.shell(["touch", "made"]), sse.say("one"), sse.say("two")], ASK);
  const { terminal, model } = chat;
  terminal.write("go\r");
  await terminal.waitFor("codex asks to run");
  terminal.write("Kept\t");
  await terminal.waitFor("waiting: Kept");
  terminal.write("Sent\r");
  await terminal.waitFor("sent: Sent");
  await silence();
  terminal.write("y");
  await terminal.waitFor("two");
  expect(transcriptOf(model, 1)).toContain("Sent");
  expect(transcriptOf(model, 2)).toContain("Kept");
});
