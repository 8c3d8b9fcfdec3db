import { existsSync, readFileSync, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { responsesEvent, sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { collect, inputOf, startEngine, typesOf } from "./start-engine.js";

/** A zombie has ended, but its parent has not waited for it yet. */
const isAlive = async (pid: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return status !== "" && !/^State:\s+Z/m.test(status);
};

describe("an interrupt", () => {
  it("ends the command with all its processes, and the next turn works", async () => {
    const script = "echo $$ > pids; (setsid sleep 600 & echo $! >> pids); sleep 600";
    await using engine = await startEngine([sse.shell(["bash", "-c", script]), sse.say("after")]);
    const conversation = await engine.codex.newConversation();
    const stop = new AbortController();
    const types: string[] = [];
    for await (const event of conversation.run("go", { signal: stop.signal })) {
      types.push(event.type);
      if (event.type === "exec_command_begin") {
        await fileWithLines(path.join(engine.cwd, "pids"), 2);
        stop.abort();
      }
    }
    expect(types.at(-1)).toBe("turn_aborted");
    expect((await collect(conversation.run("again"))).at(-1)).toMatchObject({ last_agent_message: "after" });
    await engine.codex[Symbol.asyncDispose]();
    const pids = (await readFile(path.join(engine.cwd, "pids"), "utf8")).trim().split("\n").map(Number);
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false]);
  });

  it("keeps the turn's items: completed calls, and the stopped one as aborted", async () => {
    await using engine = await startEngine([
      sse.calls(
        { name: "shell", arguments: { command: ["echo", "kept"] } },
        { name: "shell", arguments: { command: ["sleep", "600"] } },
      ),
      sse.say("after"),
    ]);
    await using conversation = await engine.codex.newConversation();
    const stop = new AbortController();
    for await (const event of conversation.run("go", { signal: stop.signal })) {
      if (event.type === "exec_command_begin" && event.command[0] === "sleep") stop.abort();
    }
    await collect(conversation.run("again"));
    const calls = inputOf(engine.model.requests[1]).flatMap((item) => ("call_id" in item ? [item["call_id"]] : []));
    expect(calls).toEqual(["call-1", "call-1", "call-2", "call-2"]);
    expect(inputOf(engine.model.requests[1]).findLast((item) => item["call_id"] === "call-2")).toMatchObject({
      type: "function_call_output",
      output: "aborted",
    });
  });

  it("leaves input for the stopped turn to the next one", async () => {
    await using engine = await startEngine([sse.hang(responsesEvent.textDelta("thinking")), sse.say("fine")]);
    await using conversation = await engine.codex.newConversation();
    const stop = new AbortController();
    for await (const event of conversation.run("go", { signal: stop.signal })) {
      if (event.type !== "agent_message_delta") continue;
      conversation.conversation.submit({ type: "user_input", items: [{ type: "text", text: "JOINED" }] });
      await conversation.conversation.handled();
      stop.abort();
    }
    await collect(conversation.run("again"));
    const said = JSON.stringify(engine.model.requests[1]?.body);
    expect(said.indexOf("JOINED")).toBeGreaterThan(said.indexOf('"go"'));
    expect(said.indexOf('"again"')).toBeGreaterThan(said.indexOf("JOINED"));
  });

  it("ends a stream that hangs", async () => {
    await using engine = await startEngine([sse.hang(responsesEvent.textDelta("thinking")), sse.say("fine")]);
    await using conversation = await engine.codex.newConversation();
    const stop = new AbortController();
    const types: string[] = [];
    for await (const event of conversation.run("go", { signal: stop.signal })) {
      types.push(event.type);
      if (event.type === "agent_message_delta") stop.abort();
    }
    expect(types).toEqual(["task_started", "agent_message_delta", "turn_aborted"]);
    expect(typesOf(await collect(conversation.run("again")))).toContain("task_complete");
  });

  it("happens when the caller leaves the loop", async () => {
    await using engine = await startEngine([sse.shell(["sleep", "600"])]);
    await using conversation = await engine.codex.newConversation();
    for await (const event of conversation.run("go")) if (event.type === "exec_command_begin") break;
    await conversation.conversation.handled();
    expect(conversation.conversation.isBusy).toBe(false);
  });
});

/** Resolves when the file has that many lines. */
function fileWithLines(file: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!existsSync(file) || readFileSync(file, "utf8").split("\n").length <= count) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(path.dirname(file), check);
    check();
  });
}
