import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { sse, startModelServer } from "@codex/test-support";
import { expect, it } from "vitest";
import { runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const SAID = "one\u2028two\u2029three";

/** What a program reads with Node's line reader, which treats a line separator as a line end. */
async function linesAsNodeReadsThem(text: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const line of createInterface({ input: Readable.from([text]) })) values.push(JSON.parse(line));
  return values;
}

it.each(["items", "events"])("no line of exec --json ends within a text: %s", async (format) => {
  await using model = await startModelServer([sse.say(SAID)]);
  await using workspace = await createWorkspace({ model, config: `exec_json_format = "${format}"` });
  const { stdout } = await runCodex(workspace, ["exec", "--json", "go"]);
  expect(JSON.stringify(await linesAsNodeReadsThem(stdout))).toContain(JSON.stringify(SAID));
});

it("no line of codex proto ends within a text", async () => {
  await using model = await startModelServer([sse.say(SAID)]);
  await using workspace = await createWorkspace({ model });
  const proto = await startCodex(workspace, ["proto"]);
  proto.stdin.write(`{"id":"s","op":{"type":"user_input","items":[{"type":"text","text":"go"}]}}\n`);
  let last: unknown;
  for await (const line of createInterface({ input: proto.stdout })) {
    last = JSON.parse(line);
    if (line.includes("task_complete")) proto.stdin.end();
  }
  expect(last).toMatchObject({ msg: { type: "task_complete", last_agent_message: SAID } });
});
