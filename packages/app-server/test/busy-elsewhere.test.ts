import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

/** A process that could be running a turn. */
function startProcess() {
  const child = spawn("sleep", ["600"], { stdio: "ignore" });
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { pid: child.pid, end, [Symbol.asyncDispose]: end };
}

/** Saves a thread whose second turn has begun in the process. */
function saveThread({ cwd, codexHome }: { cwd: string; codexHome: string }, pid: number | undefined): string {
  const [threadId, timestamp] = [randomUUID(), new Date().toISOString()];
  const said = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });
  const lines = [
    ["session_meta", { id: threadId, timestamp, cwd, model_provider: "test" }],
    ["event_msg", { type: "task_started", turn_id: "first" }],
    ["response_item", said("said 1")],
    ["event_msg", { type: "task_complete", turn_id: "first" }],
    ["event_msg", { type: "task_started", turn_id: "second", pid }],
    ["response_item", said("said 2")],
  ].map(([type, payload], ordinal) => JSON.stringify({ timestamp, ordinal, type, payload }));
  const folder = path.join(codexHome, "sessions", "2026", "01", "02");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `rollout-2026-01-02T03-04-05-${threadId}.jsonl`), `${lines.join("\n")}\n`);
  return threadId;
}

test.each([true, false])(
  "a turn that another process is running (%j) is neither called stopped nor reverted",
  async (isRunning) => {
    await using server = await startServer({ script: [sse.say("answer")] });
    await using other = startProcess();
    const threadId = saveThread(server, other.pid);
    if (!isRunning) await other.end();
    const client = await server.connect();
    await client.call("thread/resume", { threadId });
    const reverted = client.call("thread/revert", { threadId, beforeTurnId: "second" });
    const outcome = await reverted.then(
      () => "reverted",
      ({ message }) => message,
    );
    expect(outcome).toMatch(isRunning ? /another process is running a turn/ : /^reverted$/);
    await client.call("turn/start", { threadId, input: [{ type: "text", text: "said 3" }] });
    await client.hear("turn/completed");
    expect(JSON.stringify(server.model.requests[0]?.body)).not.toContain("<turn_aborted>");
  },
);

test("the model learns that a turn has stopped with its process", async () => {
  await using server = await startServer({ script: [sse.say("answer")] });
  await using other = startProcess();
  const threadId = saveThread(server, other.pid);
  await other.end();
  const client = await server.connect();
  await client.call("thread/resume", { threadId });
  await client.call("turn/start", { threadId, input: [{ type: "text", text: "said 3" }] });
  await client.hear("turn/completed");
  expect(JSON.stringify(server.model.requests[0]?.body)).toContain("<turn_aborted>");
});
