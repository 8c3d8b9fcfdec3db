import { fault, sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { TurnFailedError } from "../src/index.js";
import { bodyOf, eventsOf } from "./support/events-of.js";
import { createSdkWorld } from "./support/sdk-world.js";

describe("what ends a turn early", () => {
  it("a failed turn throws a typed error from run(), and ends runStreamed() with its event", async () => {
    const refusal = () =>
      fault.status(429, { error: { type: "usage_limit_reached", message: "x", resets_in_seconds: 60 } });
    await using world = await createSdkWorld([refusal(), refusal()]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const error = await thread.run("go").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TurnFailedError);
    expect(error).toMatchObject({ code: "usage-limit-reached", resetsAt: expect.any(Number) });
    expect((await eventsOf(thread, "go")).at(-1)).toMatchObject({
      type: "turn.failed",
      error: { code: "usage-limit-reached" },
    });
  });

  it("aborting the signal: run() throws its reason and the command is killed", async () => {
    await using world = await createSdkWorld([sse.shell(["sh", "-c", "touch begun; sleep 86399"]), sse.say("on")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    const stop = new AbortController();
    const { events } = await thread.runStreamed("go", { signal: stop.signal });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of events) {
        seen.push(event.type);
        if (event.type === "item.started") stop.abort(new Error("enough"));
      }
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(seen).not.toContain("error");
    await expect(thread.run("x", { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
    expect((await thread.run("go on")).finalResponse).toBe("on");
  });

  it("leaving the loop interrupts the turn, and the thread can continue", async () => {
    await using world = await createSdkWorld([sse.shell(["sleep", "86399"]), sse.say("on")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    for await (const event of (await thread.runStreamed("go")).events) if (event.type === "item.started") break;
    expect((await thread.run("go on")).finalResponse).toBe("on");
  });

  it("a second concurrent turn is refused; steering adds to the running one", async () => {
    await using world = await createSdkWorld([sse.shell(["echo", "hi"]), sse.say("done")]);
    const thread = world.codex().startThread({ workingDirectory: world.cwd });
    await expect(thread.steer("x")).rejects.toMatchObject({ code: "request-invalid" });
    for await (const event of (await thread.runStreamed("go")).events) {
      if (event.type !== "item.started") continue;
      await expect(thread.run("me too")).rejects.toMatchObject({ code: "request-invalid" });
      await thread.steer("also look there");
    }
    expect(bodyOf(world.model.requests[1])).toContain("also look there");
  });
});
