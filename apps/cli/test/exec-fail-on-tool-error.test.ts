import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { eventsOfTurn } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const outside = "*** Begin Patch\n*** Add File: /proc/new.txt\n+a\n*** End Patch\n";

test("8: a command failed; the turn went on to its end, and its answer is the result", async () => {
  await using model = await startModelServer([
    sse.shell(["sh", "-c", "exit 3"], {}, "a"),
    sse.shell(["apply_patch", outside], {}, "b"),
    sse.say("done anyway"),
  ]);
  await using workspace = await createWorkspace({ model });
  const { code, stdout, stderr } = await runCodex(workspace, ["exec", "--full-auto", "--fail-on-tool-error", "go"]);
  expect({ code, stdout }).toEqual({ code: 8, stdout: "done anyway\n" });
  expect(stderr).toContain("error: 2 tool calls failed, first: sh -c 'exit 3': exit status 3");
});

test("8: in JSON the last line is turn.failed, also if a command was refused", async () => {
  await using model = await startModelServer([
    sse.shell(["touch", "x"], { with_escalated_permissions: true, justification: "why not" }),
    sse.say("done"),
  ]);
  await using workspace = await createWorkspace({ model });
  const { code, stdout } = await runCodex(workspace, ["exec", "--json", "--fail-on-tool-error", "go"]);
  expect(code).toBe(8);
  const message = expect.stringMatching(/^A tool call failed: touch x: ./);
  expect(eventsOfTurn(stdout).at(-1)).toEqual({ type: "turn.failed", error: { message, code: "tool-failed" } });
});

test("8: a patch that does not apply, or a call whose arguments are invalid, failed, too", async () => {
  const update = "*** Begin Patch\n*** Update File: missing.txt\n@@\n-a\n+b\n*** End Patch\n";
  await using model = await startModelServer([
    sse.shell(["apply_patch", update], {}, "a"),
    sse.call("shell", { command: 1 }, "b"),
    sse.call("no_such_tool", {}, "c"),
    sse.say("done"),
  ]);
  await using workspace = await createWorkspace({ model });
  const { code, stderr } = await runCodex(workspace, ["exec", "--full-auto", "--fail-on-tool-error", "go"]);
  expect(code).toBe(8);
  expect(stderr).toMatch(/error: 3 tool calls failed, first: shell: error: .*missing\.txt/);
});

test("0: every call succeeded, or nobody asked", async () => {
  const failing = [sse.shell(["false"]), sse.say("done")];
  await using model = await startModelServer([sse.shell(["true"]), sse.say("done"), ...failing]);
  await using workspace = await createWorkspace({ model });
  expect(await runCodex(workspace, ["exec", "--fail-on-tool-error", "go"])).toMatchObject({
    code: 0,
    stdout: "done\n",
  });
  expect(await runCodex(workspace, ["exec", "go"])).toMatchObject({ code: 0, stdout: "done\n" });
});
