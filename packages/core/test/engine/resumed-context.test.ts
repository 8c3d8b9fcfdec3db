import { writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

const DOCS = /AGENTS\.md|<user_instructions>/;

/** What the model was told in the n-th request beside the conversation: about the environment, and by AGENTS.md files. */
function told(request: { readonly body: unknown } | undefined) {
  const texts = inputOf(request).flatMap(({ content }) => [Object(content)].flat().map(({ text }) => String(text)));
  return {
    environments: texts.filter((text) => text.startsWith("<environment_context>")).length,
    docs: texts.filter((text) => DOCS.test(text)),
  };
}

test("a resumed session is not told again what its history says already", async () => {
  await using engine = await startEngine(["a", "b", "c"].map((text) => sse.say(text)));
  writeFileSync(path.join(engine.cwd, "AGENTS.md"), "Whistle.\n");
  const first = await engine.codex.newConversation();
  await collect(first.run("one"));
  await first[Symbol.asyncDispose]();
  for (const text of ["two", "three"]) {
    await using resumed = await engine.codex.resumeConversation(first.id);
    await collect(resumed.run(text));
  }
  expect(told(engine.model.requests[2])).toEqual({ environments: 1, docs: [expect.stringContaining("Whistle.")] });
});

test("a resumed session is told what has changed, and that it replaces what was said before", async () => {
  await using engine = await startEngine(["a", "b", "c", "d"].map((text) => sse.say(text)));
  const file = path.join(engine.cwd, "AGENTS.md");
  writeFileSync(file, "Whistle.\n");
  const first = await engine.codex.newConversation();
  await collect(first.run("one"));
  await first[Symbol.asyncDispose]();
  for (const text of ["Sing.\n", "Sing.\n", ""]) {
    writeFileSync(file, text);
    await using resumed = await engine.codex.resumeConversation(first.id, { overrides: { sandboxMode: "read-only" } });
    await collect(resumed.run("on"));
  }
  const { docs } = told(engine.model.requests[3]);
  expect(docs).toEqual([
    expect.stringContaining("Whistle."),
    expect.stringMatching(/replace all of the ones above\.\n\nSing\./),
    expect.stringContaining("no longer apply"),
  ]);
});

test("developer instructions are repeated only if others have replaced them", async () => {
  await using engine = await startEngine(["a", "b", "c", "d", "e"].map((text) => sse.say(text)));
  const saved = await engine.codex.newConversation({ overrides: { developerInstructions: "Use tabs." } });
  await collect(saved.run("one"));
  await saved[Symbol.asyncDispose]();
  for (const developerInstructions of ["Use tabs.", "Use spaces.", "Use tabs.", "Use tabs."]) {
    await using resumed = await engine.codex.resumeConversation(saved.id, { overrides: { developerInstructions } });
    await collect(resumed.run("on"));
  }
  const messages = inputOf(engine.model.requests[4]).filter(({ role }) => role === "developer");
  expect(messages.flatMap(({ content }) => content)).toMatchObject([
    { text: "Use tabs." },
    { text: expect.stringMatching(/replace any earlier ones.*\n\nUse spaces\.$/) },
    { text: expect.stringMatching(/replace any earlier ones.*\n\nUse tabs\.$/) },
  ]);
});
