import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { codexOnTerminal } from "./support/codex-terminal.js";
import { createWorkspace } from "./support/workspace.js";

test("a status line shows the current activity, and the answer is shown once", async () => {
  await using model = await startModelServer([sse.shell(["cat", "fifo"]), sse.say("all **done**")]);
  await using workspace = await createWorkspace({ model });
  await using terminal = await codexOnTerminal(workspace, ["exec", "make a fifo and read it"]);
  await terminal.waitFor("waiting for the model");
  expect(await terminal.exited).toBe(0);
  expect(terminal.output.split("all \u001b[1mdone\u001b[22m").length).toBe(2);
  // The status line is erased at the end.
  expect(terminal.output.split("\n").at(-1)).toBe("");
});

test("no line is wider than the terminal, even when that is resized", async () => {
  await using model = await startModelServer([sse.shell(["sh", "-c", `: ${"x".repeat(300)}; sleep 86399`])]);
  await using workspace = await createWorkspace({ model });
  await using terminal = await codexOnTerminal(workspace, ["exec", "go"], { columns: 60 });
  await terminal.waitFor(/ · \d+ s · Ctrl-C interrupts/);
  terminal.resize(30, 20);
  await terminal.waitFor(/\r\u001b\[K\u001b\[36m.\u001b\[39m \u001b\[2m\d+ s · Ctrl-C interrupts\u001b\[22m/);
  terminal.write("\u0003");
  await terminal.waitFor("interrupted");
  expect(await terminal.exited).toBe(130);
});

test("TERM=dumb and NO_COLOR are respected", async () => {
  await using model = await startModelServer([sse.say("done"), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  await using dumb = await codexOnTerminal(workspace, ["exec", "go"], { env: { TERM: "dumb" } });
  expect(await dumb.exited).toBe(0);
  expect(dumb.output).not.toContain("\u001b");
  await using plain = await codexOnTerminal(workspace, ["exec", "go"], { env: { NO_COLOR: "1" } });
  expect(await plain.exited).toBe(0);
  // No colours and no animation: no line is overwritten.
  expect(plain.output).not.toContain("\u001b");
});
