import { existsSync } from "node:fs";
import { mkdir, readdir, rmdir } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, converse, IDLE, silence, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("sessions of other folders are listed on request, with their folders", async () => {
  await using chat = await chatWith([sse.say("one"), sse.say("two")]);
  const { terminal, workspace } = chat;
  const other = path.join(workspace.cwd, "other");
  await mkdir(other);
  await converse(terminal, "about elephants", "one");
  terminal.write("\u0004");
  await terminal.exited;

  await using none = await codexOnTerminal({ ...workspace, cwd: other }, ["resume"]);
  await none.waitFor("codex resume --all");
  expect(await none.exited).toBe(1);

  await using later = await codexOnTerminal({ ...workspace, cwd: other }, ["resume", "--all"], { columns: 160 });
  await later.waitFor("go on with");
  await later.waitFor(/about elephants.*work/);
  later.write("\r");
  await later.waitFor(`this conversation is from ${workspace.cwd} and continues in ${other}`);
  await converse(later, "and tigers", "two");
  later.write("/new\r");
  await later.waitFor("a new conversation");
  later.write("/resume all\r");
  await later.waitFor(/about elephants.*work/);
  later.write("\r");
  await later.waitFor(`this conversation is from ${workspace.cwd}`);
});

test("a session whose folder no longer exists continues in this folder", async () => {
  await using chat = await chatWith([sse.say("one"), sse.say("two")]);
  const { workspace } = chat;
  const gone = path.join(workspace.cwd, "gone");
  await mkdir(gone);
  await using before = await codexOnTerminal({ ...workspace, cwd: gone }, []);
  await converse(before, "about elephants", "one");
  before.write("\u0004");
  await before.exited;
  await rmdir(gone);
  await using later = await codexOnTerminal(workspace, ["resume", "--all"]);
  await later.waitFor("about elephants");
  later.write("\r");
  await later.waitFor("the folder no longer exists");
  await converse(later, "and tigers", "two");
  expect(transcriptOf(chat.model, 1)).toContain("about elephants");
});

test("a session that was in plan mode is in it again", async () => {
  const script = [sse.say("looked"), sse.shell(["touch", "made"]), sse.say("looked again")];
  await using chat = await chatWith(script);
  await converse(chat.terminal, "/plan look around", "looked\r");
  chat.terminal.write("\u0004");
  await chat.terminal.exited;
  await using later = await codexOnTerminal(chat.workspace, ["resume", "--last"]);
  await later.waitFor("plan mode is on");
  later.write("go on\r");
  await later.waitFor("looked again");
  expect(existsSync(path.join(chat.workspace.cwd, "made"))).toBe(false);
});

test("codex resume lists sessions, previews the selected one, and continues the chosen one", async () => {
  await using chat = await chatWith([sse.say("the **one** answer"), sse.say("two")]);
  await converse(chat.terminal, "first message", "answer");
  chat.terminal.write("/quit\r");
  await chat.terminal.exited;
  await using later = await codexOnTerminal(chat.workspace, ["resume"]);
  await later.waitFor("first message");
  await converse(later, "", "the \u001b[1mone\u001b[22m answer\r");
  later.write("second\r");
  await later.waitFor("two");
  expect(transcriptOf(chat.model, 1)).toContain("first message");
});

test("/new carries nothing over: the question is gone, queued messages are drafts again", async () => {
  await using chat = await chatWith([sse.shell(["touch", "made"]), sse.say("fresh")], 'approval_policy = "untrusted"');
  const { terminal, model, workspace } = chat;
  terminal.write("go\r");
  await terminal.waitFor("asks to run");
  await silence();
  await converse(terminal, " for later\t/new", "a new conversation");
  await silence();
  terminal.write("y\r");
  await terminal.waitFor("fresh");
  expect(transcriptOf(model, 1)).toContain("for latery");
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(false);
});

test("/fork continues in a copy, /resume with the named session, /plain line by line", async () => {
  await using chat = await chatWith([sse.say("first"), sse.say("second"), sse.say("third")]);
  const { terminal, model } = chat;
  terminal.write("/fork\r");
  await terminal.waitFor("there is nothing to copy yet");
  await converse(terminal, "about elephants", "first");
  terminal.write("/fork\r");
  await terminal.waitFor("this is a copy from here on");
  const before = /codex resume ([0-9a-f-]{36})/.exec(await terminal.waitFor(/codex resume [0-9a-f-]{36}/))?.[1] ?? "";
  terminal.write("about turtles\r");
  await terminal.waitFor("second");
  expect(transcriptOf(model, 1)).toContain("elephants");
  await terminal.waitFor(IDLE);
  await converse(terminal, `/resume ${before}`, "about elephants");
  terminal.write("/plain\r");
  await terminal.waitFor("line by line from now on");
  terminal.write("and now\n");
  await terminal.waitFor("third");
  expect(transcriptOf(model, 2)).not.toContain("turtles");
  terminal.write("/quit\n");
  expect(await terminal.exited).toBe(0);
});

test("what is typed right after /plain begins the first line", async () => {
  await using chat = await chatWith([sse.say("first")]);
  const { terminal, model } = chat;
  terminal.write("/plain");
  await terminal.waitFor("continue line by line");
  terminal.write("\rhe");
  await terminal.waitFor("line by line from now on");
  terminal.write("llo there\r");
  await terminal.waitFor("first");
  expect(transcriptOf(model, 0)).toContain('"hello there"');
});

test("/archive archives the conversation, /delete deletes it after confirmation", async () => {
  await using chat = await chatWith([sse.say("answer-1"), sse.say("answer-2")]);
  const { terminal, workspace } = chat;
  const sessions = path.join(workspace.codexHome, "sessions");
  const saved = async (folder: string) => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.filter((name) => name.endsWith(".jsonl")).map((name) => path.basename(name));
  };
  terminal.write("/archive\r");
  await terminal.waitFor("there is nothing to archive yet");
  await converse(terminal, "go", "answer-1");
  terminal.write("/archive\r");
  await terminal.waitFor("codex unarchive ");
  const [putAway = ""] = await saved(path.join(workspace.codexHome, "archived_sessions"));
  expect(putAway).toContain("rollout-");
  expect(await saved(sessions)).not.toContain(putAway);
  await converse(terminal, "again", "answer-2");
  terminal.write("/delete\r");
  await terminal.waitFor("delete this conversation for good?");
  terminal.write("\r");
  await terminal.waitFor("the conversation is kept");
  const kept = await saved(sessions);
  expect(kept).toHaveLength(1);
  terminal.write("/delete\r");
  await terminal.waitFor("delete this conversation for good?");
  terminal.write("yes\r");
  await terminal.waitFor("the previous one is deleted");
  expect(await saved(sessions)).not.toContain(kept[0]);
});
