import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** Writes the names of Node's own modules that are loaded to standard error at the end. */
const TRACE = `import { writeSync } from "node:fs";
process.on("exit", () => writeSync(2, "loaded: " + process.moduleLoadList.join(" ") + "\\n"));`;

test("a turn without commands loads none of Node's cryptography, which takes 4 ms", async () => {
  await using model = await startModelServer([sse.say("hi")]);
  await using workspace = await createWorkspace({ model });
  const { stdout, stderr } = await runCodex(workspace, ["exec", "--json", "hi"], {
    env: { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(TRACE)}"` },
  });
  expect(stdout).toContain("turn.completed");
  expect(stderr).toContain("NativeModule http");
  expect(stderr).not.toContain("NativeModule crypto");
});
