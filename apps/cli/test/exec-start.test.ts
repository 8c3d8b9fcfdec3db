import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadedIn, TRACING } from "./support/loaded.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("a turn without commands loads neither late modules nor unneeded ones of Node", async () => {
  await using model = await startModelServer([sse.say("hi")]);
  await using workspace = await createWorkspace({ model });
  const { stdout, stderr } = await runCodex(workspace, ["exec", "--json", "hi"], { env: TRACING });
  expect(stdout).toContain("turn.completed");
  const { files, builtins } = loadedIn(stderr);
  expect(builtins).toContain("http");
  for (const name of ["crypto", "perf_hooks"]) expect(builtins).not.toContain(name);
  expect(files).toContainEqual(expect.stringMatching(/\/exec-serve-[\w-]+\.cjs$/));
  expect(files.filter((file) => /\/(?:calls|seldom)-[\w-]+\.cjs$/.test(file))).toEqual([]);
});
