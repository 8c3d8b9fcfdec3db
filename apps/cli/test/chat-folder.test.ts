import { mkdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, converse, IDLE, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("/cd continues a copy in another folder with that folder's configuration, and lists it there", async () => {
  await using chat = await chatWith([sse.say("one"), sse.shell(["sh", "-c", "cat here.txt"]), sse.say("two")]);
  const { terminal, model, workspace } = chat;
  const other = path.join(workspace.cwd, "..", "other folder");
  await mkdir(other);
  await writeFile(path.join(other, "here.txt"), "text-of-the-other-folder\n");
  await writeFile(path.join(other, "AGENTS.md"), "words-of-the-other-folder\n");
  await converse(terminal, "about elephants", "one");
  terminal.write("/cd ../nowhere\r");
  await terminal.waitFor("no such folder: ../nowhere");
  terminal.write("/cd ../oth");
  await terminal.waitFor("../other folder/");
  terminal.write("\t\r");
  await terminal.waitFor("Do you trust the files of this folder?");
  await terminal.waitFor("trust it?");
  terminal.write("\r");
  await terminal.waitFor("the folder is now");
  await terminal.waitFor("to go back to the original: codex resume ");
  terminal.write("what is here?\r");
  await terminal.waitFor("text-of-the-other-folder");
  await terminal.waitFor("two");
  await terminal.waitFor(IDLE);
  const asked = transcriptOf(model, 1);
  for (const said of ["about elephants", await realpath(other), "words-of-the-other-folder"])
    expect(asked).toContain(said);
  terminal.write("\u0004");
  await terminal.exited;

  await using later = await codexOnTerminal({ ...workspace, cwd: other }, ["resume", "--last"]);
  await later.waitFor("what is here?");
  await later.waitFor("two");
});

test("/cd to an untrusted folder carries over no choices, and can be cancelled", async () => {
  await using chat = await chatWith([]);
  const { terminal, workspace } = chat;
  await mkdir(path.join(workspace.cwd, "..", "other"));
  terminal.write("\u001b[Z");
  await terminal.waitFor("full-access");
  terminal.write("/cd ../other\r");
  await terminal.waitFor("trust it?");
  terminal.write("\u001b");
  await terminal.waitFor("the folder is still");
  terminal.write("/cd ../other\r");
  await terminal.waitFor("trust it?");
  terminal.write("no\r");
  await terminal.waitFor(/the folder is now .* with untrusted read-only/);
});
