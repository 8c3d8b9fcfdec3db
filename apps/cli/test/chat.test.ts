import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, converse, IDLE } from "./support/chat.js";

test("messages, streamed answers, the end", async () => {
  const deltas = ["first **li", "ne**\nsecond", " line\nlast"];
  await using chat = await chatWith([sse.say(deltas.join(""), { deltas }), sse.say("again")]);
  const { terminal } = chat;
  terminal.write("hello\r");
  await terminal.waitFor("\u001b[1mhello\u001b[22m\r");
  await terminal.waitFor("second line\r");
  await terminal.waitFor("last\r");
  await terminal.waitFor(IDLE);
  await converse(terminal, "and more", "again");
  terminal.write("\u0004");
  await terminal.waitFor("tokens: 300 (240 in, 60 out)");
  await terminal.waitFor("to continue: codex resume ");
  expect(await terminal.exited).toBe(0);
  expect(terminal.output).not.toContain("\u001b[2J");
  expect(terminal.output).not.toContain("\u001b[3J");
});

test("Ctrl-C interrupts a turn, clears a draft, and then quits", async () => {
  await using chat = await chatWith([sse.hang(responsesEvent.textDelta("so far\n")), sse.say("fine")]);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("so far");
  terminal.write("\u0003");
  await terminal.waitFor("interrupted");
  await converse(terminal, "again", "fine");
  terminal.write("half a message\u0003");
  await terminal.pressTwice("\u0003", "Ctrl-C again quits", "to continue: codex resume");
  expect(await terminal.exited).toBe(0);
});
