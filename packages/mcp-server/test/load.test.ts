import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import path from "node:path";
import { memoryTransportPair, type Transport } from "@codex/jsonrpc";
import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { runMcpServer } from "../src/index.js";
import { createWorld, startServer } from "./support/start-server.js";
import { createClient } from "./support/test-client.js";

test("200 conversations in one process, all running a command at the same time", { timeout: 900_000 }, async () => {
  const count = 200;
  const waits = sse.shell(["cat", "go"], { timeout_ms: 600_000 });
  const script = [
    ...Array.from({ length: count }, () => waits),
    ...Array.from({ length: count }, () => sse.say("done")),
  ];
  await using server = await startServer({ script });
  const gate = path.join(server.world.cwd, "go");
  execFileSync("mkfifo", [gate]);
  const ids = await Promise.all(Array.from({ length: count }, () => server.openConversation()));
  expect(new Set(ids).size).toBe(count);
  await Promise.all(ids.map((id) => server.say(id, "go")));
  const seen = (type: string) => () => server.eventTypes.filter((each) => each === type).length;
  await expect.poll(seen("exec_command_begin"), { timeout: 300_000 }).toBe(count);
  // All of them wait for somebody to open the other end; late ones wait for the next time.
  const completed = () => {
    openForOnce(gate);
    return seen("task_complete")();
  };
  await expect.poll(completed, { timeout: 300_000 }).toBe(count);
});

/** Opens the writing end of a pipe and closes it again, if somebody is reading from it. */
function openForOnce(pipe: string): void {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENXIO")) throw error;
  }
}

/** The client's end of a connection that reads up to some point, and then never again. */
function stalling(transport: Transport, isStalled: () => boolean): Transport {
  return { ...transport, send: (messages) => (isStalled() ? new Promise(() => {}) : transport.send(messages)) };
}

test("a client that stops reading stops no turn, and its backlog stays bounded", async () => {
  const { created, textDelta, itemDone, completed } = responsesEvent;
  const call = { type: "function_call", id: "fc", call_id: "c", name: "shell", arguments: '{"command":["true"]}' };
  const chatter = Array.from({ length: 20_000 }, () => textDelta("x".repeat(200)));
  await using world = await createWorld({
    script: [sse.events(created(), ...chatter, itemDone(call), completed()), sse.say("done")],
  });
  const [here, there] = memoryTransportPair();
  let stalled = false;
  const ended = runMcpServer({
    version: "0",
    createHost: world.createHost,
    transport: stalling(there, () => stalled),
  });
  const client = createClient(here);
  await client.introduce();
  const id = await client.openConversation();
  const before = process.memoryUsage().heapUsed;
  await client.say(id, "talk");
  stalled = true;
  // The turn continues with its second request although nobody reads its output.
  await world.model.waitForRequests(2);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
  await client.connection.close();
  await ended;
});
