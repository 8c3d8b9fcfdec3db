import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
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

/** The values that occur more often in one list than in the other. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((name) => {
    const index = left.indexOf(name);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

test.skipIf(process.platform !== "linux")(
  "100 servers in one process leave no file, timer or memory behind (counted on Linux only)",
  { timeout: 900_000 },
  async () => {
    await using world = await createWorld();
    // The first cycle loads and caches some things once.
    for (let round = 0; round < 10; round++) await cycle(world);
    const before = { files: openFiles(), resources: process.getActiveResourcesInfo(), heap: heapUsed() };
    for (let round = 0; round < CYCLES; round++) await cycle(world);
    const left = () => without(process.getActiveResourcesInfo(), before.resources);
    // Closing takes a moment. Not with `expect.poll`, which is a timer itself.
    for (let look = 0; look < 3_000 && (openFiles() > before.files || left().length > 0); look++) await sleep(10);
    expect([openFiles() <= before.files, left()]).toEqual([true, []]);
    expect(heapUsed() - before.heap).toBeLessThan(8 * 1024 * 1024);
  },
);
