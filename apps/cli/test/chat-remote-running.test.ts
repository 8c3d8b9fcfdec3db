import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { converse, IDLE, silence } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";
import { remoteChat } from "./support/remote-chat.js";

const THINKING = sse.hang(responsesEvent.textDelta("thinking about it "));

test("Esc stops the turn; a message is edited; a lost server is reported", async () => {
  const script = [THINKING, sse.say("an old answer"), sse.say("a new answer")];
  await using chat = await remoteChat(script);
  const { terminal, model, server } = chat;
  terminal.write("start\r");
  await terminal.waitFor("thinking about it");
  terminal.write("\u001b");
  await terminal.waitFor("interrupted");
  await terminal.waitFor(IDLE);
  await converse(terminal, "one thing", "an old answer");
  await terminal.pressTwice("\u001b", "again edits", "in place of what came since");
  terminal.write(" EDITED\r");
  await terminal.waitFor("edited: later messages are forgotten");
  await terminal.waitFor("a new answer");
  const body = JSON.stringify(model.requests[2]?.body);
  expect(body).toContain("one thing EDITED");
  expect(body).not.toContain("an old answer");
  server.kill();
  await terminal.waitFor("closed the connection");
});

test("when the server is lost, its turn ends here, and queued messages return to the draft", async () => {
  await using chat = await remoteChat([THINKING], { listen: "ws" });
  const { terminal, server } = chat;
  terminal.write("start\r");
  await terminal.waitFor("thinking about it");
  terminal.write("and then\t");
  await terminal.waitFor("waiting: and then");
  server.kill("SIGKILL");
  await terminal.waitFor("closed the connection");
  await terminal.waitFor("and then");
  await terminal.waitFor(IDLE);
});

test("a chat that is opened during a turn takes part in it: Esc stops it", async () => {
  await using chat = await remoteChat([THINKING]);
  const { terminal, workspace, url } = chat;
  terminal.write("start\r");
  await terminal.waitFor("thinking about it");
  await using second = await codexOnTerminal(workspace, ["resume", "--last", "--remote", url]);
  await second.waitFor("thinking about it");
  await second.waitFor("Esc stops");
  second.write("\u001b");
  await second.waitFor("interrupted: say what to do instead");
  await second.waitFor(IDLE);
  await terminal.waitFor("interrupted");
});

test("a chat that is opened while a question is open asks it, too", async () => {
  await using chat = await remoteChat([sse.shell(["touch", "made"]), sse.say("it is made")]);
  const { terminal, workspace, url } = chat;
  terminal.write("make it\r");
  await terminal.waitFor("touch made");
  await using second = await codexOnTerminal(workspace, ["resume", "--last", "--remote", url]);
  await second.waitFor("codex asks to run");
  await silence();
  second.write("y");
  await terminal.waitFor("it is made");
  await workspace.read("made");
});

test("when the server is lost, a turn that ran before the chat was opened ends, and later messages return to the draft", async () => {
  await using chat = await remoteChat([THINKING]);
  const { terminal, workspace, server, url } = chat;
  terminal.write("start\r");
  await terminal.waitFor("thinking about it");
  await using second = await codexOnTerminal(workspace, ["resume", "--last", "--remote", url]);
  await second.waitFor("thinking about it");
  await second.waitFor("Esc stops");
  server.kill("SIGKILL");
  await second.waitFor("interrupted");
  await second.waitFor(IDLE);
  second.write("one more\r");
  await second.waitFor("✗");
  await second.waitFor("one more");
  expect(await second.waitFor(IDLE)).toBe(IDLE);
});
