import { execFileSync } from "node:child_process";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { eventsOfTurn } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("a review of a missing branch or commit prints a warning", async () => {
  await using model = await startModelServer([sse.say("fine"), sse.say("fine"), sse.say("fine"), sse.say("fine")]);
  await using workspace = await createWorkspace({ model, files: { "a.txt": "a\n" } });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: workspace.cwd });
  git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "one");
  git("branch", "here");
  git("update-ref", "refs/remotes/origin/there", "HEAD");
  const warnings = async (...args: string[]) => {
    const { code, stderr } = await runCodex(workspace, ["review", ...args]);
    expect(code).toBe(0);
    return /^warning: (.*)$/m.exec(stderr)?.[1];
  };
  expect(await warnings("--base", "here")).toBeUndefined();
  expect(await warnings("--base", "there")).toBeUndefined();
  expect(await warnings("--base", "nowhere")).toBe("there is no branch nowhere here, so the review may be of nothing");
  expect(await warnings("--commit", "deadbeef")).toBe(
    "there is no commit deadbeef here, so the review may be of nothing",
  );
});

test("only the review is on standard output; instructions may come from standard input", async () => {
  await using model = await startModelServer([sse.say("looks fine"), sse.say("also fine")]);
  await using workspace = await createWorkspace({ model });
  const { code, stdout } = await runCodex(workspace, ["review", "--uncommitted"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "looks fine\n" });
  const again = await runCodex(workspace, ["exec", "--json", "review", "-"], { input: "look at the words\n" });
  expect(eventsOfTurn(again.stdout)).toMatchObject([
    { type: "thread.started" },
    { type: "turn.started" },
    { type: "item.completed", item: { type: "agent_message", text: "also fine" } },
    { type: "turn.completed" },
  ]);
  expect(JSON.stringify(model.requests[1]?.body)).toContain("look at the words");
});

test.each([
  [1, []],
  [2, ["--uncommitted", "words"]],
  [2, ["--uncommitted", "--base", "main"]],
  [2, ["--commit", "x", "--base", "main"]],
  [2, ["--title", "x"]],
  [2, ["--title", "x", "words"]],
])("%i: %j names nothing to review, or more than one thing", async (status, args) => {
  await using workspace = await createWorkspace();
  expect((await runCodex(workspace, ["review", ...args])).code).toBe(status);
});
