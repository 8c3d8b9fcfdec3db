import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { startEngine } from "./start-engine.js";

describe("listeners", () => {
  it("each get every event", async () => {
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

  it("that start reading late miss nothing after they subscribed", async () => {
    await using engine = await startEngine([sse.say("hello"), sse.say("again")]);
    await using conversation = await engine.codex.newConversation();
    await typesUntilEnd(conversation.run("hi"));
    const events = conversation.conversation.events();
    const left = conversation.conversation.events();
    await typesUntilEnd(conversation.run("hi"));
    await left.return();
    await conversation[Symbol.asyncDispose]();
    const turn = ["task_started", "agent_message", "token_count", "task_complete"];
    const types: string[] = [];
    for await (const { msg } of events) types.push(msg.type);
    expect(types).toEqual([...turn, "shutdown_complete"]);
    expect((await left.next()).done).toBe(true);
    expect((await events.next()).done).toBe(true);
  });

  it("that are stopped before they start see nothing, and take nothing from others", async () => {
    await using engine = await startEngine([sse.say("hello")]);
    await using conversation = await engine.codex.newConversation();
    const stopped = conversation.conversation.events(AbortSignal.abort());
    expect((await stopped.next()).done).toBe(true);
    expect(await typesUntilEnd(conversation.run("hi"))).toContain("agent_message");
  });

  it("that do not read lose at most deltas, and block nobody", async () => {
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

async function typesUntilEnd(events: AsyncIterable<{ readonly type: string }>): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of events) types.push(type);
  return types;
}
