import { existsSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { defineTool, type ModelClient } from "@codex/core";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Codex } from "../src/index.js";
import { bodyOf } from "./support/events-of.js";
import { createSdkWorld } from "./support/sdk-world.js";

/** Repeats the last message. */
const parrot: ModelClient = {
  async *stream(prompt) {
    const last = prompt.input.findLast((item) => item.type === "message");
    const text = last?.type === "message" ? JSON.stringify(last.content) : "";
    const content = [{ type: "output_text" as const, text }];
    yield { type: "output-item-done", item: { type: "message", role: "assistant", content } };
    yield { type: "completed", responseId: "r", tokenUsage: undefined };
  },
};

describe("beyond codex-sdk", () => {
  it("asks the program, and denies without an answer", async () => {
    const calls = ["a", "b", "c"].map((name) => sse.shell(["touch", name], {}, `call-${name}`));
    await using world = await createSdkWorld([...calls, sse.say("ok")]);
    const asked: unknown[] = [];
    const codex = world.codex({
      onApproval: (request) => {
        asked.push(request.kind);
        if (asked.length === 1) return "approve";
        if (asked.length === 2) return "deny";
        throw new Error("nobody is there");
      },
    });
    await codex.startThread({ workingDirectory: world.cwd, approvalPolicy: "untrusted" }).run("go");
    expect(asked).toEqual(["command", "command", "command"]);
    expect(["a", "b", "c"].map((name) => existsSync(path.join(world.cwd, name)))).toEqual([true, false, false]);
  });

  it("saves a rule if the program says so, and stops asking about commands with that prefix", async () => {
    const touch = (name: string) => sse.shell(["touch", name]);
    await using world = await createSdkWorld([touch("a"), touch("a"), sse.shell(["mkdir", "b"]), sse.say("ok")]);
    const asked: unknown[] = [];
    const codex = world.codex({
      onApproval: (request) => {
        asked.push(request.kind === "command" && request.proposedRule);
        return asked.length === 1 ? "approve-from-now-on" : "deny";
      },
    });
    await codex.startThread({ workingDirectory: world.cwd, approvalPolicy: "untrusted" }).run("go");
    expect(asked).toEqual([
      ["touch", "a"],
      ["mkdir", "b"],
    ]);
    const rules = await readFile(path.join(world.home, "rules", "default.rules"), "utf8");
    expect(rules).toBe('prefix_rule(pattern=["touch", "a"], decision="allow")\n');
  });

  it("shows the program the commands that could run, the files and changes of a patch, and whether the network is open", async () => {
    const patch = "*** Begin Patch\n*** Add File: new.txt\n+hello\n*** Delete File: old.txt\n*** End Patch";
    const script = "cat old.txt && sudo rm -rf $(pwd)";
    await using world = await createSdkWorld([
      sse.shell(["bash", "-lc", script]),
      sse.shell(["apply_patch", patch]),
      sse.say("ok"),
    ]);
    writeFileSync(path.join(world.cwd, "old.txt"), "bye\n");
    const asked: unknown[] = [];
    const codex = world.codex({
      onApproval: (request) => {
        asked.push(request);
        return "deny";
      },
    });
    const options = { workingDirectory: world.cwd, approvalPolicy: "untrusted", sandboxMode: "read-only" } as const;
    await codex.startThread(options).run("go");
    const [created, deleted] = [path.join(world.cwd, "new.txt"), path.join(world.cwd, "old.txt")];
    expect(asked).toMatchObject([
      { kind: "command", commands: [["cat", "old.txt"], ["rm", "-rf", "$(pwd)"], ["pwd"]] },
      {
        kind: "patch",
        paths: [created, deleted],
        diff: `--- /dev/null\n+++ ${created}\n@@ -0,0 +1,1 @@\n+hello\n--- ${deleted}\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-bye\n`,
      },
    ]);
    expect(asked[0]).toHaveProperty("network");
  });

  it("offers tools written in TypeScript", async () => {
    await using world = await createSdkWorld([sse.call("weather", { town: "Oslo" }), sse.say("clear")]);
    const weather = defineTool({
      name: "weather",
      description: "The weather of a town.",
      parameters: z.object({ town: z.string() }),
      run: ({ town }) => ({ town, sky: "clear" }),
    });
    await world
      .codex({ tools: [weather] })
      .startThread({ workingDirectory: world.cwd })
      .run("weather?");
    expect(bodyOf(world.model.requests[1])).toContain('{\\"town\\":\\"Oslo\\",\\"sky\\":\\"clear\\"}');
  });

  it("accepts the program's own model, and runs 200 threads at once", async () => {
    await using world = await createSdkWorld([]);
    const codex = world.codex({ createModelClient: () => parrot });
    const runs = Array.from({ length: 200 }, async (_, index) => {
      const thread = codex.startThread({ workingDirectory: world.cwd });
      return { id: thread.id, answer: (await thread.run(`prompt-${index}.`)).finalResponse };
    });
    for (const [index, { answer }] of (await Promise.all(runs)).entries()) expect(answer).toContain(`prompt-${index}.`);
  });

  it("ends everything it started when it is disposed", async () => {
    await using world = await createSdkWorld([sse.shell(["sleep", "86399"])]);
    const codex = world.codex();
    const thread = codex.startThread({ workingDirectory: world.cwd });
    const { events } = await thread.runStreamed("go");
    for (;;) if ((await events.next()).value?.type === "item.started") break;
    await codex[Symbol.asyncDispose]();
    const rest: string[] = [];
    for await (const event of events) rest.push(event.type);
    expect(rest.at(-1)).toBe("turn.failed");
    await expect(thread.run("x")).rejects.toMatchObject({ code: "conversation-ended" });
  });

  it("refuses options that need the engine in this process when another program is to run", () => {
    const here = [{ onApproval: () => "deny" as const }, { onQuestions: () => ({}) }, { tools: [] }];
    for (const options of here)
      expect(() => new Codex({ codexPathOverride: "/usr/bin/codex", ...options })).toThrow(/codexPathOverride/);
  });
});
