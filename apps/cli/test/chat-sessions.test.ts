import { mkdir } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, IDLE } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("sessions of other folders are listed on request, with their folders", async () => {
  await using chat = await chatWith([sse.say("one"), sse.say("two")]);
  const { terminal, workspace } = chat;
  const other = path.join(workspace.cwd, "other");
  await mkdir(other);
  terminal.write("about elephants\r");
  await terminal.waitFor("one");
  await terminal.waitFor(IDLE);
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
  later.write("and tigers\r");
  await later.waitFor("two");
  await later.waitFor(IDLE);
  later.write("/new\r");
  await later.waitFor("a new conversation");
  later.write("/resume all\r");
  await later.waitFor(/about elephants.*work/);
  later.write("\r");
  await later.waitFor(`this conversation is from ${workspace.cwd}`);
});
