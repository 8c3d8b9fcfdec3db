import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { startEngine } from "./start-engine.js";

describe("listeners", () => {
  it("get every event each", async () => {
    await using engine = await startEngine([sse.say("hello")]);
    await using conversation = await engine.codex.newConversation();
    const seen: [string[], string[]] = [[], []];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    for (const types of seen) {
      conversation.conversation.subscribe({
        onEvent: ({ msg }) => {
          types.push(msg.type);
          if (seen.every((list) => list.includes("task_complete"))) resolve();
        },
      });
    }
    conversation.conversation.submit({ type: "user_input", items: [{ type: "text", text: "hi" }] });
    await done;
    expect(seen[0]).toEqual(["task_started", "agent_message", "token_count", "task_complete"]);
    expect(seen[1]).toEqual(seen[0]);
  });

  it("that do not read lose deltas at most, and hold nobody up", async () => {
    const deltas = Array.from({ length: 20_000 }, (_, index) => `${index} `);
    await using engine = await startEngine([sse.say("whole", { deltas })]);
    await using conversation = await engine.codex.newConversation();
    const lagging = conversation.conversation.events();
    await Promise.race([lagging.next(), Promise.resolve()]);
    let count = 0;
    for await (const event of conversation.run("hi")) if (event.type === "agent_message_delta") count++;
    expect(count).toBe(deltas.length);
    await conversation[Symbol.asyncDispose]();
    const rest: string[] = [];
    for await (const { msg } of lagging) rest.push(msg.type);
    expect(rest.length).toBeLessThan(10_000);
    expect(rest.filter((type) => type !== "agent_message_delta")).toEqual(
      expect.arrayContaining(["agent_message", "token_count", "task_complete", "shutdown_complete"]),
    );
  });
});
