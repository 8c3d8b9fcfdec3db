import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, startEngine } from "./start-engine.js";

test("a session whose file was replaced by a copy, as when an editor saves it, goes on in that file", async () => {
  await using engine = await startEngine(["one", "two"].map((text) => sse.say(text)));
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("first"));
  const file = conversation.conversation.thread.rolloutPath ?? "";
  copyFileSync(file, `${file}.new`);
  renameSync(`${file}.new`, file);
  const events = await collect(conversation.run("second"));
  expect(JSON.stringify(events)).not.toContain("can no longer be saved");
  const saved = readFileSync(file, "utf8");
  expect(saved).toMatch(/first.*second/s);
});
