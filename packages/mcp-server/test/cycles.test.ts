import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { createWorld, startServer, type World } from "./support/start-server.js";

const CYCLES = 100;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

async function cycle(world: World): Promise<void> {
  await using server = await startServer({ world });
  world.model.push(sse.shell(["true"]), sse.say("done"));
  const result = await server.callTool("codex", { prompt: "go" }, { meta: { progressToken: 1 } });
  expect(result.structuredContent).toMatchObject({ content: "done" });
  const conversationId = await server.openConversation();
  await server.request("interruptConversation", { conversationId });
}

const openFiles = () => readdirSync("/proc/self/fd").length;
const heapUsed = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

test.skipIf(process.platform !== "linux")(
  "100 servers in one process leave no file, timer or memory behind (counted on Linux only)",
  async () => {
    await using world = await createWorld();
    // What is loaded and cached once comes with the first.
    for (let round = 0; round < 10; round++) await cycle(world);
    const before = { files: openFiles(), resources: process.getActiveResourcesInfo().sort(), heap: heapUsed() };
    for (let round = 0; round < CYCLES; round++) await cycle(world);
    expect(openFiles()).toBeLessThanOrEqual(before.files);
    expect(process.getActiveResourcesInfo().sort()).toEqual(before.resources);
    expect(heapUsed() - before.heap).toBeLessThan(8 * 1024 * 1024);
  },
);
