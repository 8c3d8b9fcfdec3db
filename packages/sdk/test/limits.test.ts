import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import type { ThreadOptions } from "../src/index.js";
import { createSdkWorld } from "./support/sdk-world.js";

const lists = (callId: string) => sse.shell(["echo", callId], {}, callId);

describe("a turn that reaches a limit ends with a typed reason", () => {
  it.each<[string, ThreadOptions, number]>([
    ["turn-limit-reached", { maxTurns: 2 }, 2],
    // Each answer of the script costs 150 tokens.
    ["token-limit-reached", { maxTokens: 301 }, 3],
    ["token-limit-reached", { maxTokens: 300 }, 2],
  ])("%s with %o", async (code, limits, requests) => {
    await using world = await createSdkWorld(["a", "b", "c"].slice(0, requests).map(lists));
    const thread = world.codex().startThread({ workingDirectory: world.cwd, ...limits });
    await expect(thread.run("go")).rejects.toMatchObject({ name: "TurnFailedError", code });
    expect(world.model.requests).toHaveLength(requests);
  });

  it("time-limit-reached, and its command is killed", async () => {
    await expectOverdueCommandGone(2);
  });

  it("and the next turn starts with fresh limits", async () => {
    await using world = await createSdkWorld([lists("a"), sse.say("second")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd, maxTurns: 1 });
    await expect(thread.run("go")).rejects.toMatchObject({ code: "turn-limit-reached" });
    expect((await thread.run("go on")).finalResponse).toBe("second");
  });
});

/** On a busy machine the command may not have started when the time is up; then the turn gets a longer limit. */
async function expectOverdueCommandGone(maxTimeSeconds: number): Promise<void> {
  const script = [sse.shell(["sh", "-c", "echo $$ > pid; exec sleep 600"])];
  await using world = await createSdkWorld(script, { allowLeftover: true });
  const thread = world.codex().startThread({ workingDirectory: world.cwd, maxTimeSeconds });
  await expect(thread.run("go")).rejects.toMatchObject({ code: "time-limit-reached" });
  const file = path.join(world.cwd, "pid");
  if (!existsSync(file)) return expectOverdueCommandGone(maxTimeSeconds * 4);
  const pid = Number(readFileSync(file, "utf8"));
  await expect.poll(() => isAlive(pid)).toBe(false);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
