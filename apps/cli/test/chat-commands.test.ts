import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, chatWorkspace, converse, IDLE, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("/model, /approvals, /status, /diff, /new and an unknown one", async () => {
  await using chat = await chatWith([sse.say("first answer"), sse.say("second answer")]);
  const { terminal, workspace, model } = chat;
  terminal.write("/model o3 high\r");
  await terminal.waitFor("from the next turn on: o3, reasoning effort high");
  terminal.write("/approvals full-access\r");
  await terminal.waitFor("from the next turn on: full-access");
  await converse(terminal, "hello", "first answer");
  expect(model.requests[0]?.body).toMatchObject({ model: "o3", reasoning: { effort: "high" } });
  terminal.write("/status\r");
  await terminal.waitFor("danger-full-access");
  await terminal.waitFor("120 in");
  await writeFile(path.join(workspace.cwd, "new.txt"), "text\n");
  terminal.write("/diff\r");
  await terminal.waitFor("+text");
  terminal.write("/new\r");
  await terminal.waitFor("a new conversation");
  await converse(terminal, "fresh", "second answer");
  expect(transcriptOf(model, 1)).not.toContain("hello");
  expect(model.requests[1]?.body).toMatchObject({ model: "o3" });
  terminal.write("/rename \r");
  await terminal.waitFor("something is missing: /rename NAME");
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

test("/model offers the models of the configured catalog, with their efforts", async () => {
  await using model = await startModelServer([sse.say("hi")]);
  await using workspace = await chatWorkspace(model, 'model_catalog_json = "models.json"');
  const levels = [{ effort: "low" }, { effort: "max", description: "all of it" }];
  const own = { slug: "house-model", description: "Knows the house", supported_reasoning_levels: levels };
  const catalog = { models: [own, { slug: "secret-model", visibility: "hide" }] };
  await writeFile(path.join(workspace.codexHome, "models.json"), JSON.stringify(catalog));
  await using terminal = await codexOnTerminal(workspace, []);
  await terminal.waitFor(IDLE);
  terminal.write("/model hou");
  await terminal.waitFor("Knows the house");
  terminal.write("\t\u0015/model\r");
  await terminal.waitFor("house-model");
  terminal.write("house");
  await terminal.waitFor("Knows the house");
  terminal.write("\r");
  await terminal.waitFor("how much it thinks");
  await terminal.waitFor("max");
  terminal.write("max\r");
  await terminal.waitFor("from the next turn on: house-model, reasoning effort max");
  await converse(terminal, "hello", "hi");
  expect(model.requests[0]?.body).toMatchObject({ model: "house-model" });
  expect(terminal.output).not.toContain("secret-model");
});

test("/undo reverts the latest turn and its changes", async () => {
  const script = [sse.shell(["sh", "-c", "echo x > made.txt"]), sse.say("it is made"), sse.say("fresh answer")];
  const settings = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';
  await using chat = await chatWith(script, settings);
  const { terminal, workspace, model } = chat;
  terminal.write("/undo both\r");
  await terminal.waitFor("there is nothing to undo");
  await converse(terminal, "make it", "it is made");
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

test("/review refuses at once what needs a Git repository, outside of one", async () => {
  await using chat = await chatWith([sse.say("looked")]);
  const { terminal, workspace, model } = chat;
  await rm(path.join(workspace.cwd, ".git"), { recursive: true, force: true });
  for (const command of ["/review", "/review base", "/review commit abc"]) {
    terminal.write(`${command}\r`);
    await terminal.waitFor("is not in a Git repository");
    terminal.write("/copy\r");
    await terminal.waitFor("there is no answer yet");
  }
  await converse(terminal, "/review the words", "looked");
  expect(model.requests).toHaveLength(1);
});

test("/theme offers the theme in use first", async () => {
  await using chat = await chatWith([], 'tui.theme = "light"');
  const { terminal } = chat;
  terminal.write("/theme\r");
  await terminal.waitFor("for a light background (in use)");
  terminal.write("\r");
  await terminal.waitFor("colours: light");
});

test("/review offers branches and commits", async () => {
  await using chat = await chatWith([sse.say("first"), sse.say("second"), sse.say("third")]);
  const { terminal, workspace, model } = chat;
  const identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
  const git = (...args: string[]) => execFileSync("git", [...identity, ...args], { cwd: workspace.cwd });
  git("checkout", "--quiet", "-B", "trunk");
  git("commit", "--quiet", "--allow-empty", "--message=the first of all");
  git("checkout", "--quiet", "-b", "topic");
  terminal.write("/review commit 0123abcd\r");
  await terminal.waitFor("there is no commit 0123abcd here");
  terminal.write("/review base nothing\r");
  await terminal.waitFor("there is no branch nothing here");
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

test("/compact replaces the conversation with a summary, for the model too", async () => {
  await using chat = await chatWith([sse.say("one"), sse.say("the summary"), sse.say("two")]);
  const { terminal, model } = chat;
  await converse(terminal, "hello", "one");
  await converse(terminal, "/compact", "replaced with a summary");
  terminal.write("more\r");
  await terminal.waitFor("two");
  expect(transcriptOf(model, 2)).toContain("the summary");
});
