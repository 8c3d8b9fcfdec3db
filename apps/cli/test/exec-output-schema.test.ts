import { execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { eventsOfTurn } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const SCHEMA = {
  type: "object",
  properties: { answer: { type: "integer" } },
  required: ["answer"],
  additionalProperties: false,
};

test("the schema is sent to the model, and a matching message is the result", async () => {
  await using model = await startModelServer([sse.say('```json\n{"answer": 42}\n```')]);
  await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
  const { code, stdout } = await runCodex(workspace, ["exec", "--output-schema", "schema.json", "-o", "last", "go"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"answer": 42}\n' });
  expect(await workspace.read("last")).toBe('{"answer": 42}');
  expect(model.requests[0]?.body).toMatchObject({
    text: { format: { type: "json_schema", name: "codex_output_schema", strict: true, schema: SCHEMA } },
  });
});

test("the model gets one chance to correct its message", async () => {
  await using model = await startModelServer([sse.say('{"answer": "forty-two"}'), sse.say('{"answer":42}')]);
  await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
  const { code, stdout, stderr } = await runCodex(workspace, ["exec", "--output-schema", "schema.json", "go"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"answer":42}\n' });
  expect(stderr).toContain("asking the model once more");
  expect(JSON.stringify(model.requests[1]?.body)).toContain("- /answer must be integer");
});

test("6: the corrected message does not match either", async () => {
  await using model = await startModelServer([sse.say("no JSON"), sse.say('{"answer": 1, "more": 2}')]);
  await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
  const { code, stdout } = await runCodex(workspace, ["exec", "--json", "--output-schema", "schema.json", "go"]);
  expect(code).toBe(6);
  const message = "The final message does not match the schema: the document must NOT have additional properties";
  expect(eventsOfTurn(stdout).at(-1)).toEqual({ type: "turn.failed", error: { message, code: "schema-mismatch" } });
  expect(eventsOfTurn(stdout).filter(({ type }) => type === "turn.started")).toHaveLength(1);
});

test.skipIf(process.platform === "win32")("a schema from a pipe, and an answer into one (not on Windows)", async () => {
  await using model = await startModelServer([sse.say('{"answer": 1}')]);
  await using workspace = await createWorkspace({ model });
  const [schema, answer] = [path.join(workspace.cwd, "schema"), path.join(workspace.cwd, "answer")];
  execFileSync("mkfifo", [schema, answer]);
  spawn("sh", ["-c", 'printf %s "$1" > "$0"', schema, JSON.stringify(SCHEMA)]);
  const answered = text(spawn("cat", [answer], { stdio: ["ignore", "pipe", "ignore"] }).stdout);
  const { code } = await runCodex(workspace, ["exec", "--output-schema", schema, "-o", answer, "go"]);
  expect({ code, answer: await answered }).toEqual({ code: 0, answer: '{"answer": 1}' });
});

test("1: an invalid or missing schema", async () => {
  await using workspace = await createWorkspace({ files: { "schema.json": '{"type": "objct"}' } });
  const { code, stderr } = await runCodex(workspace, ["exec", "--output-schema", "schema.json", "go"]);
  expect(code).toBe(1);
  expect(stderr).toContain("schema.json is not a JSON Schema");
  const missing = await runCodex(workspace, ["exec", "--output-schema", "missing.json", "go"]);
  expect(missing).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^error: --output-schema: missing.json cannot be read: ENOENT.*\n$/),
  });
});
