import { existsSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { startEngine } from "./start-engine.js";

it("accepts one answer per question: repeated or late ones approve nothing", async () => {
  await using engine = await startEngine(
    [sse.shell(["touch", "first"]), sse.shell(["touch", "second"]), sse.say("done")],
    { config: { approval_policy: "untrusted", sandbox_mode: "danger-full-access" } },
  );
  await using opened = await engine.codex.newConversation();
  const { conversation } = opened;
  const asked: string[] = [];
  const events = conversation.events();
  conversation.submit({ type: "user_input", items: [{ type: "text", text: "go" }] });
  for await (const { id, msg } of events) {
    if (msg.type === "exec_approval_request") {
      asked.push(msg.command.join(" "));
      const decision = asked.length === 1 ? "approved" : "denied";
      for (let count = 0; count < 10; count += 1) conversation.submit({ type: "exec_approval", id, decision });
    }
    if (msg.type === "task_complete") break;
  }
  expect(asked).toEqual(["touch first", "touch second"]);
  expect(existsSync(path.join(engine.cwd, "first"))).toBe(true);
  expect(existsSync(path.join(engine.cwd, "second"))).toBe(false);
});
