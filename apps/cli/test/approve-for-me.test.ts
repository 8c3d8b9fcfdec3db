import { existsSync } from "node:fs";
import path from "node:path";
import { type ModelReply, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { eventsOfTurn } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const verdict = (outcome: "allow" | "deny") =>
  sse.say(
    JSON.stringify({ risk_level: "low", user_authorization: "high", outcome, rationale: "since I \u001b[31msay so" }),
  );
const touch = sse.shell(["touch", "made"], { with_escalated_permissions: true, justification: "please" });

/** Runs `codex exec` in a separate workspace. */
async function exec(script: readonly ModelReply[], args: readonly string[], config = "") {
  await using model = await startModelServer(script);
  await using workspace = await createWorkspace({ model, config });
  const { code, stdout, stderr } = await runCodex(workspace, ["exec", ...args, "go"]);
  return { code, stdout, stderr, made: existsSync(path.join(workspace.cwd, "made")) };
}

test.each([
  ["allow", true],
  ["deny", false],
] as const)("--approve-for-me lets a model answer, and shows the user its verdict: %s", async (outcome, made) => {
  const result = await exec([touch, verdict(outcome), sse.say("done")], ["--approve-for-me"]);
  expect(result).toMatchObject({ code: 0, stdout: "done\n", made });
  expect(result.stderr).toContain("on-request, a model answers");
  expect(result.stderr).toMatch(/reviewer (approved|denied) it .*since I .*say so/);
  expect(result.stderr).not.toContain("\u001b[31m");
});

test("--json reports why something was denied, and why a turn with too many denials ended", async () => {
  const three = [1, 2, 3].flatMap(() => [touch, verdict("deny")]);
  const { code, stdout, made } = await exec(three, ["--json", "--approve-for-me"]);
  const events = eventsOfTurn(stdout);
  expect(events.filter((event) => event.type === "item.completed" && event.item.type === "error")).toHaveLength(3);
  expect(events.at(-1)).toMatchObject({ type: "turn.failed", error: { code: "denied-too-often" } });
  expect([code, made]).toEqual([1, false]);
});

test("config.toml can enable it for all runs; if the policy requires a person, everything is denied", async () => {
  const reviewed = 'approvals_reviewer = "auto_review"\n';
  const asked = await exec([touch, verdict("allow"), sse.say("done")], [], reviewed);
  expect(asked.made).toBe(true);
  const refused = await exec([touch, sse.say("done")], [], `${reviewed}approval_policy = "untrusted"\n`);
  expect(refused.made).toBe(false);
});

test.each([
  ["--sandbox", "read-only"],
  ["--full-auto"],
  ["--ask-for-approval", "never"],
  ["--dangerously-bypass-approvals-and-sandbox"],
])("--approve-for-me together with %s, which contradicts it, is wrong usage", async (...other) => {
  const { code, stderr } = await exec([], ["--approve-for-me", ...other]);
  expect(code).toBe(2);
  expect(stderr).toContain("--approve-for-me");
});
