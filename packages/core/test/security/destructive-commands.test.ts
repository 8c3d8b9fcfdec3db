import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ReviewDecision } from "@codex/protocol";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "../engine/start-engine.js";

const wipe = ["bash", "-lc", "rm -rf ./*"];

/** Runs the same call once per answer; returns the reasons that were shown. */
async function play(config: Record<string, unknown>, answers: readonly ReviewDecision[]) {
  const reasons: (string | null | undefined)[] = [];
  const calls = answers.map((_, index) => sse.shell(wipe, {}, `call-${index}`));
  await using engine = await startEngine([...calls, sse.say("done")], {
    config,
    onApproval: async ({ reason }) => {
      reasons.push(reason);
      return answers[reasons.length - 1] ?? "abort";
    },
  });
  mkdirSync(path.join(engine.cwd, "work"));
  writeFileSync(path.join(engine.cwd, "work/file"), "precious");
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  const outputs = inputOf(engine.model.requests.at(-1)).flatMap(({ output }) => (output === undefined ? [] : [output]));
  return { reasons, left: readdirSync(engine.cwd), outputs };
}

test.each([
  ["danger-full-access", "on-request"],
  ["danger-full-access", "on-failure"],
  ["workspace-write", "on-request"],
  ["workspace-write", "on-failure"],
])(
  "under %s and %s, wiping the workspace is asked about, and a denial leaves it unchanged",
  async (sandbox_mode, approval_policy) => {
    const { reasons, left, outputs } = await play({ sandbox_mode, approval_policy }, ["denied", "denied"]);
    expect(reasons).toEqual(Array(2).fill("it may destroy more than can be brought back"));
    expect(left).toEqual(["work"]);
    expect(outputs).toEqual(Array(2).fill("exec command rejected by user"));
  },
);

test("an approval for the session does not cover the next time", async () => {
  const config = { sandbox_mode: "danger-full-access", approval_policy: "on-request" };
  const { reasons, left } = await play(config, ["approved_for_session", "denied"]);
  expect([reasons.length, left]).toEqual([2, []]);
});
