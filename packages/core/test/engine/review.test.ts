import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import type { TurnInfo } from "../../src/items/turn.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import type { Thread } from "../../src/thread/thread.js";
import { runOneTurn } from "./random-turns.js";
import { inputOf, startEngine } from "./start-engine.js";

const finding = {
  title: "Bad",
  body: "It is.",
  confidence_score: 0.9,
  priority: 1,
  code_location: { absolute_file_path: "/x/a.txt", line_range: { start: 1, end: 2 } },
};
const answer = JSON.stringify({
  findings: [finding],
  overall_correctness: "patch is incorrect",
  overall_explanation: "No.",
  overall_confidence_score: 0.8,
});

/** Settles with the next end of a turn. */
function endOf(thread: Thread): Promise<TurnInfo> {
  const { promise, resolve } = Promise.withResolvers<TurnInfo>();
  const subscription = thread.observe({
    onEvent: (event) => {
      if (event.type !== "turn-ended") return;
      subscription[Symbol.dispose]();
      resolve(event.turn);
    },
  });
  return promise;
}

const toolNames = (body: unknown) =>
  (body as { tools: { name?: string; type: string }[] }).tools.map(({ name, type }) => name ?? type);

it("runs the review with its own model, read-only, outside of the conversation, which gets the result", async () => {
  const patch = "*** Begin Patch\n*** Add File: patched\n+x\n*** End Patch\n";
  await using engine = await startEngine(
    [
      sse.say("earlier words"),
      sse.call("shell", { command: ["sh", "-c", "echo x > written"] }),
      sse.call("apply_patch", { input: patch }, "call-2"),
      sse.call("served", {}, "call-3"),
      sse.call("shell", { command: ["apply_patch", patch] }, "call-4"),
      sse.call("shell", { command: ["touch", "escalated"], with_escalated_permissions: true }, "call-5"),
      sse.say(`Here it is:\n${answer}`),
      sse.say("fixed"),
    ],
    {
      config: { review_model: "mock-reviewer" },
      overrides: { includeApplyPatchTool: true },
      tools: [
        {
          name: "served",
          description: "Writes",
          parameters: { type: "object", properties: {} },
          run: () => {
            writeFileSync(path.join(engine.cwd, "served"), "x");
            return Promise.resolve("done");
          },
        },
      ],
    },
  );
  writeFileSync(path.join(engine.cwd, "AGENTS.md"), "Always whistle.\n");
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await runOneTurn(thread);
  const ended = endOf(thread);
  expect(await thread.review({ type: "base", branch: "main" })).toMatchObject({ kind: "review" });
  const turn = await ended;
  const text = "No.\n\nReview comment:\n\n- Bad — /x/a.txt:1-2\n  It is.";
  expect(turn).toMatchObject({ kind: "review", status: "completed", finalMessage: text });
  await runOneTurn(thread);

  const [, asked, afterShell, , , , , after] = engine.model.requests;
  expect(asked?.body).toMatchObject({ model: "mock-reviewer" });
  expect(toolNames(asked?.body)).toContain("shell");
  expect(toolNames(asked?.body)).not.toContain("apply_patch");
  expect(toolNames(asked?.body)).not.toContain("served");
  const said = JSON.stringify(inputOf(asked));
  expect(said).toContain("Always whistle.");
  expect(said).toContain('\\"main\\"');
  expect(said).not.toContain("earlier words");
  expect(JSON.stringify(inputOf(afterShell))).toContain("call-1");
  for (const name of ["written", "patched", "served", "escalated"])
    expect(existsSync(path.join(engine.cwd, name))).toBe(false);

  expect(after?.body).toMatchObject({ model: "mock-model" });
  const later = JSON.stringify(inputOf(after));
  expect(later).toContain("earlier words");
  expect(later).toContain("Review comment");
  expect(later).not.toContain("confidence_score");

  await thread.saved();
  const { turns } = await fileThreadStore(engine.codexHome).read(thread.id);
  const review = turns[1];
  expect(review).toMatchObject({ kind: "review", status: "completed" });
  expect(review?.items.map(({ kind }) => kind).filter((kind) => kind !== "command" && kind !== "patch")).toEqual([
    "review",
    "user-message",
    "agent-message",
  ]);
  expect(review?.items[0]).toMatchObject({
    target: "the changes against main",
    text,
    findings: [{ title: "Bad", priority: 1, confidence: 0.9, path: "/x/a.txt", startLine: 1, endLine: 2 }],
  });
});

it("refuses a review without a name, or while a turn is running", async () => {
  await using engine = await startEngine([sse.say("plain words")]);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await expect(thread.review({ type: "custom", instructions: " " })).rejects.toMatchObject({ code: "request-invalid" });
  const ended = endOf(thread);
  await thread.review({ type: "uncommitted" });
  await expect(thread.review({ type: "uncommitted" })).rejects.toMatchObject({ code: "request-invalid" });
  expect(await ended).toMatchObject({ finalMessage: "plain words" });
});
