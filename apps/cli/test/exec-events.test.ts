import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { jsonLines } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test.each([
  ["--json-events", ""],
  ["--json", `exec_json_format = "events"\n`],
])("the events of August 2025: %s %j", async (flag, config) => {
  await using model = await startModelServer([sse.shell(["echo", "hi"]), sse.say("done")]);
  await using workspace = await createWorkspace({ model, config });
  const { code, stdout } = await runCodex(workspace, ["exec", flag, "go"]);
  expect(code).toBe(0);
  const [settings, prompt, ...rest] = jsonLines(stdout);
  expect(settings).toMatchObject({ model: "gpt-5", session_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(prompt).toEqual({ prompt: "go" });
  expect(rest.at(-2)).toEqual({ id: "0", msg: { type: "agent_message", message: "done" } });
});

test("the events of August 2025 report a failure once", async () => {
  await using model = await startModelServer([sse.failed({ code: "server_error", message: "broken" })]);
  await using workspace = await createWorkspace({ model });
  const { code, stdout } = await runCodex(workspace, ["exec", "--json-events", "go"]);
  expect(code).toBe(1);
  expect(jsonLines(stdout).filter((line) => JSON.stringify(line).includes('"error"'))).toHaveLength(1);
});
