import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { createSdkWorld } from "./support/sdk-world.js";

it("failOnToolError: a turn with a failed call ends with a typed reason, and the next turn starts afresh", async () => {
  const script = [sse.shell(["false"]), sse.say("done"), sse.shell(["true"]), sse.say("fine")];
  await using world = await createSdkWorld(script);
  const thread = world.codex().startThread({ workingDirectory: world.cwd, failOnToolError: true });
  const message = "A tool call failed: false: exit status 1";
  await expect(thread.run("go")).rejects.toMatchObject({ name: "TurnFailedError", code: "tool-failed", message });
  expect((await thread.run("go on")).finalResponse).toBe("fine");
});
