import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { responsesEvent, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { chatWith, chatWorkspace, IDLE, silence, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

describe("a conversation", () => {
  test("messages, streamed answers, the end", async () => {
    const deltas = ["first **li", "ne**\nsecond", " line\nlast"];
    await using chat = await chatWith([sse.say(deltas.join(""), { deltas }), sse.say("again")]);
    const { terminal } = chat;
    terminal.write("hello\r");
    await terminal.waitFor("\u001b[1mhello\u001b[22m\r");
    await terminal.waitFor("second line\r");
    await terminal.waitFor("last\r");
    await terminal.waitFor(IDLE);
    terminal.write("and more\r");
    await terminal.waitFor("again");
    await terminal.waitFor(IDLE);
    terminal.write("\u0004");
    await terminal.waitFor("tokens: 300 (240 in, 60 out)");
    await terminal.waitFor("to continue: codex resume ");
    expect(await terminal.exited).toBe(0);
    expect(terminal.output).not.toContain("\u001b[2J");
    expect(terminal.output).not.toContain("\u001b[3J");
  });

  test("the first message can be an argument; messages sent during a turn join it", async () => {
    const waitForFile = sse.shell(["sh", "-c", "until [ -e go ]; do sleep 0.05; done"]);
    await using chat = await chatWith([waitForFile, sse.say("finished")], "", ["start"]);
    const { terminal, model, workspace } = chat;
    await terminal.waitFor("until [ -e go ]");
    terminal.write("one more thing\r");
    await terminal.waitFor("sent: one more thing");
    await writeFile(path.join(workspace.cwd, "go"), "");
    await terminal.waitFor("finished");
    expect(transcriptOf(model, 1)).toContain("one more thing");
  });

  test("Tab queues a message for the end of the turn", async () => {
    const waitForFile = sse.shell(["sh", "-c", "until [ -e go ]; do sleep 0.05; done"]);
    await using chat = await chatWith([waitForFile, sse.say("finished"), sse.say("and this")], "", ["start"]);
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
    const never = sse.shell(["sh", "-c", "until [ -e never ]; do sleep 0.05; done"]);
    await using chat = await chatWith([never, sse.say("I read it"), sse.say("and this")], "", ["start"]);
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
    const never = sse.shell(["sh", "-c", "until [ -e never ]; do sleep 0.05; done"]);
    await using chat = await chatWith([never, sse.say("fine")], "", ["start"]);
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

  test("commands can be queued, too", async () => {
    const waitForFile = sse.shell(["sh", "-c", "until [ -e go ]; do sleep 0.05; done"]);
    await using chat = await chatWith([waitForFile, sse.say("finished"), sse.say("last")], "", ["start"]);
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

  test("Ctrl-C interrupts a turn, clears a draft, and then quits", async () => {
    await using chat = await chatWith([sse.hang(responsesEvent.textDelta("so far\n")), sse.say("fine")]);
    const { terminal } = chat;
    terminal.write("go\r");
    await terminal.waitFor("so far");
    terminal.write("\u0003");
    await terminal.waitFor("interrupted");
    terminal.write("again\r");
    await terminal.waitFor("fine");
    await terminal.waitFor(IDLE);
    terminal.write("half a message\u0003");
    await terminal.pressTwice("\u0003", "Ctrl-C again quits", "to continue: codex resume");
    expect(await terminal.exited).toBe(0);
  });

  test("several lines: pasted, and with Ctrl-J; control characters in a paste are removed", async () => {
    await using chat = await chatWith([sse.say("ok")]);
    const { terminal, model } = chat;
    terminal.write("a\u001b[200~b\rc\u001b[2Jd\ne\u001b[201~\nf\r");
    await terminal.waitFor("ok");
    expect(transcriptOf(model, 0)).toContain(JSON.stringify("ab\nc[2Jd\ne\nf"));
  });

  test("earlier messages are recalled with the arrow key, including those of other sessions", async () => {
    await using chat = await chatWith([sse.say("one"), sse.say("two")]);
    chat.terminal.write("remember me\r");
    await chat.terminal.waitFor("one");
    await chat.terminal.waitFor(IDLE);
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

  test("a session that was in plan mode is in it again", async () => {
    const script = [sse.say("looked"), sse.shell(["touch", "made"]), sse.say("looked again")];
    await using chat = await chatWith(script);
    chat.terminal.write("/plan look around\r");
    await chat.terminal.waitFor("looked\r");
    await chat.terminal.waitFor(IDLE);
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
    chat.terminal.write("first message\r");
    await chat.terminal.waitFor("answer");
    await chat.terminal.waitFor(IDLE);
    chat.terminal.write("/quit\r");
    await chat.terminal.exited;
    await using later = await codexOnTerminal(chat.workspace, ["resume"]);
    await later.waitFor("first message");
    later.write("\r");
    await later.waitFor("the \u001b[1mone\u001b[22m answer\r");
    await later.waitFor(IDLE);
    later.write("second\r");
    await later.waitFor("two");
    expect(transcriptOf(chat.model, 1)).toContain("first message");
  });
});

describe("approvals", () => {
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
    const config =
      'approval_policy = "on-request"\nsandbox_mode = "read-only"\nfeatures.request_permissions_tool = true';
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
    const told = isForSession === undefined ? '\\"file_system\\":null' : isForSession ? '\\"session\\"' : '\\"turn\\"';
    expect(transcriptOf(model, 1)).toContain(told);
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
});

describe("commands", () => {
  test("/model, /approvals, /status, /diff, /new and an unknown one", async () => {
    await using chat = await chatWith([sse.say("first answer"), sse.say("second answer")]);
    const { terminal, workspace, model } = chat;
    terminal.write("/model o3 high\r");
    await terminal.waitFor("from the next turn on: o3, reasoning effort high");
    terminal.write("/approvals full-access\r");
    await terminal.waitFor("from the next turn on: full-access");
    terminal.write("hello\r");
    await terminal.waitFor("first answer");
    await terminal.waitFor(IDLE);
    expect(model.requests[0]?.body).toMatchObject({ model: "o3", reasoning: { effort: "high" } });
    terminal.write("/status\r");
    await terminal.waitFor("danger-full-access");
    await terminal.waitFor("120 in");
    await writeFile(path.join(workspace.cwd, "new.txt"), "text\n");
    terminal.write("/diff\r");
    await terminal.waitFor("+text");
    terminal.write("/new\r");
    await terminal.waitFor("a new conversation");
    terminal.write("fresh\r");
    await terminal.waitFor("second answer");
    await terminal.waitFor(IDLE);
    expect(transcriptOf(model, 1)).not.toContain("hello");
    expect(model.requests[1]?.body).toMatchObject({ model: "o3" });
    terminal.write("/hlep \r");
    await terminal.waitFor("there is no command /hlep");
    terminal.write("/mcp\r");
    await terminal.waitFor("none; servers");
    const folder = path.join(workspace.codexHome, "skills", "sweep");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "SKILL.md"), "---\nname: sweep\ndescription: How to sweep\n---\n");
    terminal.write("/skills\r");
    await terminal.waitFor("How to sweep");
    terminal.write("/qui\t\r");
    expect(await terminal.exited).toBe(0);
  });

  test("/new carries nothing over: the question is gone, queued messages are drafts again", async () => {
    await using chat = await chatWith(
      [sse.shell(["touch", "made"]), sse.say("fresh")],
      'approval_policy = "untrusted"',
    );
    const { terminal, model, workspace } = chat;
    terminal.write("go\r");
    await terminal.waitFor("asks to run");
    await silence();
    terminal.write(" for later\t/new\r");
    await terminal.waitFor("a new conversation");
    await terminal.waitFor(IDLE);
    await silence();
    terminal.write("y\r");
    await terminal.waitFor("fresh");
    expect(transcriptOf(model, 1)).toContain("for latery");
    expect(existsSync(path.join(workspace.cwd, "made"))).toBe(false);
  });

  test("/undo reverts the latest turn and its changes", async () => {
    const script = [sse.shell(["sh", "-c", "echo x > made.txt"]), sse.say("it is made"), sse.say("fresh answer")];
    const settings = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';
    await using chat = await chatWith(script, settings);
    const { terminal, workspace, model } = chat;
    terminal.write("/undo both\r");
    await terminal.waitFor("there is nothing to undo");
    terminal.write("make it\r");
    await terminal.waitFor("it is made");
    await terminal.waitFor(IDLE);
    terminal.write("/undo both\r");
    await terminal.waitFor("removed: made.txt");
    await expect(readFile(path.join(workspace.cwd, "made.txt"))).rejects.toThrow();
    terminal.write("and now\r");
    await terminal.waitFor("fresh answer");
    expect(transcriptOf(model, 2)).not.toContain("make it");
    terminal.write("/undo sideways\r");
    await terminal.waitFor("/undo conversation");
    terminal.write("/quit\r");
    expect(await terminal.exited).toBe(0);
  });

  test("a path at the start makes a message; an unknown command is not sent", async () => {
    await using chat = await chatWith([sse.say("read")]);
    const { terminal, model } = chat;
    terminal.write("/model gpt-5 hgih\r");
    await terminal.waitFor("reasoning effort is one of minimal, low, medium, high");
    terminal.write("/model gpt-5 xhigh\r");
    await terminal.waitFor("reasoning effort xhigh");
    terminal.write("/stauts\r");
    await terminal.waitFor("did you mean /status? Nothing was sent.");
    terminal.write("/etc/hosts says what?\r");
    await terminal.waitFor("read");
    expect(transcriptOf(model, 0)).toContain("/etc/hosts says what?");
  });

  test("/fork continues in a copy, /resume with the named session, /plain line by line", async () => {
    await using chat = await chatWith([sse.say("first"), sse.say("second"), sse.say("third")]);
    const { terminal, model } = chat;
    terminal.write("/fork\r");
    await terminal.waitFor("there is nothing to copy yet");
    terminal.write("about elephants\r");
    await terminal.waitFor("first");
    await terminal.waitFor(IDLE);
    terminal.write("/fork\r");
    await terminal.waitFor("this is a copy from here on");
    const before = /codex resume ([0-9a-f-]{36})/.exec(await terminal.waitFor(/codex resume [0-9a-f-]{36}/))?.[1] ?? "";
    terminal.write("about turtles\r");
    await terminal.waitFor("second");
    expect(transcriptOf(model, 1)).toContain("elephants");
    await terminal.waitFor(IDLE);
    terminal.write(`/resume ${before}\r`);
    await terminal.waitFor("about elephants");
    await terminal.waitFor(IDLE);
    terminal.write("/plain\r");
    await terminal.waitFor("line by line from now on");
    terminal.write("and now\n");
    await terminal.waitFor("third");
    expect(transcriptOf(model, 2)).not.toContain("turtles");
    terminal.write("/quit\n");
    expect(await terminal.exited).toBe(0);
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
    const never = sse.shell(["sh", "-c", "until [ -e never ]; do sleep 0.05; done"]);
    await using chat = await chatWith([sse.say("answer-1"), never, sse.say("answer-2")]);
    const { terminal, model } = chat;
    terminal.write("/vim\r");
    await terminal.waitFor("the keys are those of vi");
    await terminal.waitFor("insert · ");
    terminal.write("one two three");
    await terminal.waitFor("three");
    terminal.write("\u001b");
    await terminal.waitFor("normal · ");
    terminal.write("0dwA four\r");
    await terminal.waitFor("answer-1");
    await terminal.waitFor(IDLE);
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

  test("commands not available during a turn say how to queue them", async () => {
    const never = sse.shell(["sh", "-c", "until [ -e never ]; do sleep 0.05; done"]);
    await using chat = await chatWith([never], "", ["start"]);
    const { terminal } = chat;
    await terminal.waitFor("until [ -e never ]");
    terminal.write("/compact\r");
    await terminal.waitFor("Tab in place of Enter lets /compact wait for its end");
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
    await terminal.waitFor("there is nothing to put away yet");
    terminal.write("go\r");
    await terminal.waitFor("answer-1");
    await terminal.waitFor(IDLE);
    terminal.write("/archive\r");
    await terminal.waitFor("codex unarchive ");
    const [putAway = ""] = await saved(path.join(workspace.codexHome, "archived_sessions"));
    expect(putAway).toContain("rollout-");
    expect(await saved(sessions)).not.toContain(putAway);
    terminal.write("again\r");
    await terminal.waitFor("answer-2");
    await terminal.waitFor(IDLE);
    terminal.write("/delete\r");
    await terminal.waitFor("delete this conversation for good?");
    terminal.write("\r");
    await terminal.waitFor("it stays as it is");
    const kept = await saved(sessions);
    expect(kept).toHaveLength(1);
    terminal.write("/delete\r");
    await terminal.waitFor("delete this conversation for good?");
    terminal.write("yes\r");
    await terminal.waitFor("the one before is deleted");
    expect(await saved(sessions)).not.toContain(kept[0]);
  });

  test("Alt-comma and Alt-period change the effort within the model's limits", async () => {
    await using chat = await chatWith([sse.say("answer-1")]);
    const { terminal, model } = chat;
    terminal.write("\u001b.");
    await terminal.waitFor("reasoning effort high");
    terminal.write("\u001b.");
    await terminal.waitFor("high is the most that gpt-5 thinks");
    terminal.write("\u001b,");
    await terminal.waitFor("reasoning effort medium");
    terminal.write("\u001b,");
    await terminal.waitFor("reasoning effort low");
    terminal.write("go\r");
    await terminal.waitFor("answer-1");
    expect(model.requests[0]?.body).toMatchObject({ reasoning: { effort: "low" } });
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
      terminal.write(`${message.replace("\n", "\u001b\r")}\r`);
      await terminal.waitFor(answer);
      await terminal.waitFor(IDLE);
    }
    terminal.write("\u0012purple");
    await terminal.waitFor("whales");
    terminal.write("\u0012\r");
    await terminal.waitFor("  purple whales");
    terminal.write("\r");
    await terminal.waitFor("answer-3");
    expect(transcriptOf(model, 2)).toMatch(/about\\npurple whales.*about purple ants.*about\\npurple whales/);
  });

  test("/review offers branches and commits", async () => {
    await using chat = await chatWith([sse.say("first"), sse.say("second"), sse.say("third")]);
    const { terminal, workspace, model } = chat;
    const identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
    const git = (...args: string[]) => execFileSync("git", [...identity, ...args], { cwd: workspace.cwd });
    git("checkout", "--quiet", "-B", "trunk");
    git("commit", "--quiet", "--allow-empty", "--message=the first of all");
    git("checkout", "--quiet", "-b", "topic");
    terminal.write("/review base\r");
    await terminal.waitFor("trunk");
    terminal.write("trunk\r");
    await terminal.waitFor("review of the changes against trunk");
    await terminal.waitFor("first");
    await terminal.waitFor(IDLE);
    terminal.write("/review commit\r");
    await terminal.waitFor("the first of all");
    terminal.write("\r");
    await terminal.waitFor(/review of commit \w{7}: the first of all/);
    await terminal.waitFor("second");
    await terminal.waitFor(IDLE);
    terminal.write("/review base all names on reality\r");
    await terminal.waitFor("third");
    expect(transcriptOf(model, 2)).toContain("base all names on reality");
  });

  test("a command's output is shown between two paragraphs of an answer, and so is the lack of any", async () => {
    await using chat = await chatWith([sse.say(""), sse.hang(responsesEvent.textDelta("a paragraph\n\n"))]);
    const { terminal } = chat;
    terminal.write("go\r");
    await terminal.waitFor("the model said nothing");
    await terminal.waitFor(IDLE);
    terminal.write("again\r");
    await terminal.waitFor("a paragraph");
    terminal.write("/ps\r");
    await terminal.waitFor("no terminal runs");
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

  test("Ctrl-T shows running items in full, and reports a question meanwhile", async () => {
    const script = ["sh", "-c", "seq -f 'row-%g-of-it' 100; until [ -e go ]; do sleep 0.05; done"];
    await using chat = await chatWith(
      [sse.shell(script), sse.shell(["touch", "made"])],
      'approval_policy = "untrusted"',
    );
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

  test("/compact", async () => {
    await using chat = await chatWith([sse.say("one"), sse.say("the summary"), sse.say("two")]);
    const { terminal, model } = chat;
    terminal.write("hello\r");
    await terminal.waitFor("one");
    await terminal.waitFor(IDLE);
    terminal.write("/compact\r");
    await terminal.waitFor("replaced with a summary");
    await terminal.waitFor(IDLE);
    terminal.write("more\r");
    await terminal.waitFor("two");
    expect(transcriptOf(model, 2)).toContain("the summary");
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
});

describe("questions of MCP servers", () => {
  const server = fileURLToPath(new URL("../../../packages/mcp-client/test/fixtures/tool-server.mjs", import.meta.url));

  test("are answered field by field", async () => {
    await using model = await startModelServer([sse.call("tools__ask", {}), sse.say("finished")]);
    await using workspace = await chatWorkspace(model);
    const table = `[mcp_servers.tools]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(server)}]\nstartup_timeout_sec = 100\n`;
    await writeFile(path.join(workspace.codexHome, "config.toml"), table, { flag: "a" });
    await using terminal = await codexOnTerminal(workspace, []);
    await terminal.waitFor(IDLE);
    terminal.write("go\r");
    await terminal.waitFor("tools asks");
    await terminal.waitFor("Your name?");
    await silence();
    terminal.write("Ada\r");
    await terminal.waitFor("finished");
    expect(transcriptOf(model, 1)).toContain("Ada");
  });
});

describe("prompts of MCP servers", () => {
  const server = fileURLToPath(
    new URL("../../../packages/mcp-client/test/fixtures/document-server.mjs", import.meta.url),
  );

  test("/mcp lists them, and a message may start with one", async () => {
    await using model = await startModelServer([sse.say("finished")]);
    await using workspace = await chatWorkspace(model);
    const table = `[mcp_servers.documents]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(server)}]\nstartup_timeout_sec = 100\n`;
    await writeFile(path.join(workspace.codexHome, "config.toml"), table, { flag: "a" });
    await using terminal = await codexOnTerminal(workspace, []);
    await terminal.waitFor(IDLE);
    terminal.write("/mcp\r");
    await terminal.waitFor("/mcp__documents__explain");
    terminal.write("/mcp__documents__explain parser.js\r");
    await terminal.waitFor("finished");
    expect(transcriptOf(model, 0)).toContain("Explain the file parser.js, briefly.");
  });
});
