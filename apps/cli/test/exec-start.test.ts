import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/**
 * Writes the names of Node's own modules and the program's files that are loaded to standard error at the end. What is only
 * loaded after ten seconds never is: this machine may be slow.
 */
const TRACE = `import { writeSync } from "node:fs";
import { Module } from "node:module";
const { setTimeout } = globalThis;
globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 10000 ? 2 ** 31 - 1 : ms, ...rest);
process.on("exit", () => writeSync(2, "loaded: " + process.moduleLoadList.concat(Object.keys(Module._cache)).join(" ") + "\\n"));`;

test("a turn without commands loads nothing that comes late, and of Node nothing that it can do without", async () => {
  await using model = await startModelServer([sse.say("hi")]);
  await using workspace = await createWorkspace({ model });
  const { stdout, stderr } = await runCodex(workspace, ["exec", "--json", "hi"], {
    env: { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(TRACE)}"` },
  });
  expect(stdout).toContain("turn.completed");
  expect(stderr).toContain("NativeModule http");
  for (const name of ["crypto", "perf_hooks"]) expect(stderr).not.toContain(`NativeModule ${name}`);
  expect(stderr).toMatch(/\/exec-serve-[\w-]+\.cjs/);
  expect(stderr).not.toMatch(/\/(?:calls|seldom)-[\w-]+\.cjs/);
});
