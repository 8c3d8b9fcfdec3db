import { readFileSync, writeFileSync } from "node:fs";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { collect, inputOf, startEngine, type TestEngine } from "./start-engine.js";

async function savedConversation({ codex, codexHome }: TestEngine) {
  const saved = await codex.newConversation();
  await collect(saved.run("a question"));
  await saved[Symbol.asyncDispose]();
  return fileThreadStore(codexHome).read(saved.id);
}

test("a thread continued from what was read of it sends the same first request, without reading its file again", async () => {
  await using engine = await startEngine(["an answer", "two", "two"].map((text) => sse.say(text)));
  const { summary, rollout } = await savedConversation(engine);
  const content = readFileSync(summary.path, "utf8");
  {
    await using read = await engine.codex.resumeConversation(summary.id);
    await collect(read.run("on"));
  }
  writeFileSync(summary.path, content.replaceAll("a question", "a changed!"));
  await using known = await engine.codex.resumeConversation(summary.id, { loadedRollout: rollout });
  await collect(known.run("on"));
  const [, first, second] = engine.model.requests.map(({ body }) => JSON.stringify(body));
  expect(first).toContain("a question");
  expect(second).toBe(first);
});

test("a thread continued from what was read of it takes in what another process has written since", async () => {
  await using engine = await startEngine(["an answer", "two", "three"].map((text) => sse.say(text)));
  const { summary, rollout } = await savedConversation(engine);
  {
    await using other = await engine.codex.resumeConversation(summary.id);
    await collect(other.run("said elsewhere"));
  }
  await using known = await engine.codex.resumeConversation(summary.id, { loadedRollout: rollout });
  await collect(known.run("afterwards"));
  expect(JSON.stringify(inputOf(engine.model.requests[2]))).toMatch(/a question.*said elsewhere.*afterwards/);
});
