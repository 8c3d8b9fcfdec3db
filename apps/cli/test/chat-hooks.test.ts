import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, chatWorkspace, converse, IDLE, runsUntil, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

const hook = (event: string, command: string) =>
  `hooks.${event} = [{ hooks = [{ type = "command", command = '${command}' }] }]`;

test("/hooks shows a hook in full and trusts it; then it runs in this conversation", async () => {
  const command = `echo told-by-a-hook; : ${"x".repeat(150)} end-of-the-command`;
  await using chat = await chatWith([sse.say("one"), sse.say("two")], hook("UserPromptSubmit", command));
  const { terminal, model, workspace } = chat;
  await converse(terminal, "first", "one");
  terminal.write("/hooks\r");
  await terminal.waitFor("not trusted yet");
  terminal.write("\r");
  await terminal.waitFor("end-of-the-command");
  await terminal.waitFor("change nothing");
  terminal.write("trust\r");
  await terminal.waitFor("trusted in its present form, starting now");
  terminal.write("second\r");
  await terminal.waitFor("two");
  expect(transcriptOf(model, 0)).not.toContain("told-by-a-hook");
  expect(transcriptOf(model, 1)).toContain("told-by-a-hook");
  expect(await readFile(path.join(workspace.codexHome, "config.toml"), "utf8")).toContain("trusted_hash");
});

test("/hooks disables a hook of a running turn, and does not change one that is only viewed", async () => {
  await using chat = await chatWith([runsUntil("go"), sse.say("finished")], hook("Stop", "touch ran"));
  const { terminal, workspace } = chat;
  const decide = async (what: string, done: string) => {
    terminal.write("/hooks\r");
    await terminal.waitFor(/Stop.*touch ran/);
    terminal.write("\r");
    await terminal.waitFor("change nothing");
    terminal.write(`${what}\r`);
    await terminal.waitFor(done);
  };
  await decide("leave", "nothing changed");
  await decide("trust", "starting now");
  terminal.write("go\r");
  await terminal.waitFor("until [ -e go ]");
  await decide("off", "switched off, starting now");
  terminal.write(`!touch ${path.join(workspace.cwd, "go")}\r`);
  await terminal.waitFor("finished");
  await terminal.waitFor(IDLE);
  expect(existsSync(path.join(workspace.cwd, "ran"))).toBe(false);
});

test("start hooks hear whether a conversation is new, a copy, or follows a cleared one", async () => {
  const answers = ["one", "two", "three", "four"];
  await using model = await startModelServer(answers.map((one) => sse.say(one)));
  await using workspace = await chatWorkspace(model, hook("SessionStart", "cat >> starts"));
  await using terminal = await codexOnTerminal(workspace, ["--dangerously-bypass-hook-trust"]);
  await terminal.waitFor(IDLE);
  await converse(terminal, "hello", "one");
  terminal.write("/fork\r");
  await terminal.waitFor("this is a copy from here on");
  await converse(terminal, "in the copy", "two");
  terminal.write("/clear\r");
  await terminal.waitFor("a new conversation");
  await converse(terminal, "afresh", "three");
  terminal.write("/new\r");
  await terminal.waitFor("a new conversation");
  await converse(terminal, "again", "four");
  const starts = await readFile(path.join(workspace.cwd, "starts"), "utf8");
  expect(starts.match(/(?<="source":")\w+/g)).toEqual(["startup", "fork", "clear", "startup"]);
});
