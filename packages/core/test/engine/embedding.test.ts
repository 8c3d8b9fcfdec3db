import { CodexError, defineTool, type ModelClient } from "@codex/core";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { collect, inputOf, startEngine } from "./start-engine.js";

describe("an embedded engine", () => {
  it("offers tools written in TypeScript and checks their arguments", async () => {
    const weather = defineTool({
      name: "weather",
      description: "The weather of a town.",
      parameters: z.object({ town: z.string() }),
      run: ({ town }) => ({ town, sky: "clear" }),
    });
    await using engine = await startEngine(
      [
        sse.call("weather", { town: "Oslo" }, "call-1"),
        sse.call("weather", { city: "Oslo" }, "call-2"),
        sse.say("clear"),
      ],
      { tools: [weather] },
    );
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("weather?"));
    const outputs = inputOf(engine.model.requests[2]).filter((item) => item["type"] === "function_call_output");
    expect(outputs.map((item) => item["output"])).toEqual([
      '{"town":"Oslo","sky":"clear"}',
      expect.stringContaining("failed to parse function arguments: town:"),
    ]);
    expect(JSON.stringify(engine.model.requests[0]?.body)).toContain('"name":"weather"');
  });

  it("refuses tools whose name another one would hide", async () => {
    const tool = (name: string) =>
      defineTool({ name, description: "A tool.", parameters: z.object({}), run: () => "ran" });
    for (const [names, message] of [
      [["shell"], '"shell" is the name of a tool of Codex\'s own: use another'],
      [["spawn_agent"], "is the name of a tool of Codex's own"],
      [["mine", "mine"], 'two tools are called "mine"'],
    ] as const) {
      await using engine = await startEngine([], { tools: names.map(tool) });
      await expect(engine.codex.newConversation()).rejects.toThrow(message);
    }
  });

  it("asks the callback, and treats a missing answer as a denial", async () => {
    const asked: string[] = [];
    const script = [sse.shell(["touch", "a"], {}, "call-1"), sse.shell(["touch", "b"], {}, "call-2"), sse.say("ok")];
    await using engine = await startEngine(script, {
      overrides: { approvalPolicy: "untrusted" },
      onApproval: (request) => {
        asked.push(request.call_id);
        if (request.call_id === "call-1") return "approved";
        throw new Error("nobody is there");
      },
    });
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("go"));
    expect(asked).toEqual(["call-1", "call-2"]);
    const ran = events.flatMap((event) => (event.type === "exec_command_end" ? [event.call_id] : []));
    expect(ran).toEqual(["call-1"]);
  });

  it("accepts the program's own model", async () => {
    const model: ModelClient = {
      async *stream() {
        yield { type: "created" };
        const content = [{ type: "output_text" as const, text: "from here" }];
        yield { type: "output-item-done", item: { type: "message", role: "assistant", content } };
        yield { type: "completed", responseId: "r", tokenUsage: undefined };
      },
    };
    await using engine = await startEngine([], { createModelClient: () => model });
    await using conversation = await engine.codex.newConversation();
    expect((await collect(conversation.run("hi"))).at(-1)).toMatchObject({ last_agent_message: "from here" });
  });

  it("is independent of other engines in the same process", async () => {
    await using one = await startEngine([sse.say("one")]);
    await using two = await startEngine([sse.say("two")]);
    await using first = await one.codex.newConversation();
    await using second = await two.codex.newConversation();
    const [a, b] = await Promise.all([collect(first.run("canary-a")), collect(second.run("canary-b"))]);
    expect(a.at(-1)).toMatchObject({ last_agent_message: "one" });
    expect(b.at(-1)).toMatchObject({ last_agent_message: "two" });
    expect(JSON.stringify([b, two.model.requests])).not.toContain("canary-a");
  });

  it("resumes a conversation that an earlier engine saved", async () => {
    await using engine = await startEngine([sse.say("remembered"), sse.say("again")]);
    const saved = await engine.codex.newConversation();
    await collect(saved.run("remember this"));
    await saved[Symbol.asyncDispose]();
    await using resumed = await engine.codex.resumeConversation(saved.id);
    expect(resumed.id).toBe(saved.id);
    await collect(resumed.run("what?"));
    const texts = JSON.stringify(inputOf(engine.model.requests[1]));
    expect(texts).toContain("remember this");
    expect(texts).toContain("remembered");
  });

  it("refuses invalid ids, without searching outside of its folder", async () => {
    await using engine = await startEngine([]);
    for (const id of ["../../etc/passwd", "/etc/passwd", "a\0b", "67e55044-10b1-426f-9247-bb680e5fe0c8"]) {
      await expect(engine.codex.resumeConversation(id)).rejects.toThrow(CodexError);
    }
  });
});
