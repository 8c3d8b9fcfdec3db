import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const jsonLines = (stdout: string): unknown[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("exit status", () => {
  test("0: done, with nothing but JSON lines on standard output", async () => {
    await using model = await startModelServer([sse.shell(["echo", "hi"]), sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json", "go"]);
    expect(code).toBe(0);
    expect(jsonLines(stdout).at(-2)).toMatchObject({ msg: { type: "agent_message", message: "done" } });
    expect(jsonLines(stdout)[0]).toMatchObject({
      model: "gpt-5",
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("0: for people the answer alone is on standard output", async () => {
    await using model = await startModelServer([sse.say("the answer")]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", "go"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "the answer\n" });
    expect(stderr).toContain("tokens: 120 in (20 cached), 30 out (10 reasoning)");
  });

  test("1: the turn failed", async () => {
    await using model = await startModelServer([sse.failed({ code: "server_error", message: "broken" })]);
    await using workspace = await createWorkspace({ model });
    const { code, stderr } = await runCodex(workspace, ["exec", "go"]);
    expect(code).toBe(1);
    expect(stderr).toContain("error:");
  });

  test("2: wrong usage", async () => {
    await using workspace = await createWorkspace();
    expect((await runCodex(workspace, ["exec", "--nonsense"])).code).toBe(2);
    expect((await runCodex(workspace, ["exec", "--output-schema", "missing.json", "go"])).code).toBe(2);
  });

  test("3: no key, or one that is refused", async () => {
    await using model = await startModelServer([fault.status(401, { error: { message: "no" } })]);
    await using workspace = await createWorkspace({ model });
    expect((await runCodex(workspace, ["exec", "go"], { env: { TEST_KEY: "" } })).code).toBe(3);
    expect((await runCodex(workspace, ["exec", "go"])).code).toBe(3);
  });

  test("4: a usage limit", async () => {
    const error = { type: "usage_limit_reached", message: "limit", plan_type: "pro", resets_in_seconds: 60 };
    await using model = await startModelServer([fault.status(429, { error })]);
    await using workspace = await createWorkspace({ model });
    expect((await runCodex(workspace, ["exec", "go"])).code).toBe(4);
  });

  test("130: interrupted, and what ran is gone", async () => {
    await using model = await startModelServer([sse.shell(["sleep", "86399"])]);
    await using workspace = await createWorkspace({ model });
    const child = await startCodex(workspace, ["exec", "--json", "go"]);
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("exec_command_begin")) child.kill("SIGINT");
    });
    const { code, stdout } = await resultOf(child);
    expect(code).toBe(130);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ msg: { type: "turn_aborted", reason: "interrupted" } });
  });
});

describe("--output-schema", () => {
  const SCHEMA = {
    type: "object",
    properties: { answer: { type: "integer" } },
    required: ["answer"],
    additionalProperties: false,
  };

  test("is sent to the model, and a message that fits is the result", async () => {
    await using model = await startModelServer([sse.say('```json\n{"answer": 42}\n```')]);
    await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
    const { code, stdout } = await runCodex(workspace, ["exec", "--output-schema", "schema.json", "-o", "last", "go"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"answer": 42}\n' });
    expect(await workspace.read("last")).toBe('{"answer": 42}');
    expect(model.requests[0]?.body).toMatchObject({
      text: { format: { type: "json_schema", name: "codex_output_schema", strict: true, schema: SCHEMA } },
    });
  });

  test("the model gets one chance to repair its message", async () => {
    await using model = await startModelServer([sse.say('{"answer": "forty-two"}'), sse.say('{"answer":42}')]);
    await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", "--output-schema", "schema.json", "go"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"answer":42}\n' });
    expect(stderr).toContain("asking the model once more");
    expect(JSON.stringify(model.requests[1]?.body)).toContain("- /answer must be integer");
  });

  test("6: and only one", async () => {
    await using model = await startModelServer([sse.say("no JSON"), sse.say('{"answer": 1, "more": 2}')]);
    await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json", "--output-schema", "schema.json", "go"]);
    expect(code).toBe(6);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      msg: {
        type: "error",
        message: "The final message does not fit the schema: the document must NOT have additional properties",
      },
    });
  });

  test("2: a schema that is none", async () => {
    await using workspace = await createWorkspace({ files: { "schema.json": '{"type": "objct"}' } });
    const { code, stderr } = await runCodex(workspace, ["exec", "--output-schema", "schema.json", "go"]);
    expect(code).toBe(2);
    expect(stderr).toContain("schema.json is no JSON Schema");
  });
});

describe("sessions", () => {
  test("--ephemeral keeps nothing", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    expect((await runCodex(workspace, ["exec", "--ephemeral", "go"])).code).toBe(0);
    await expect(workspace.rollout()).rejects.toThrow();
  });

  test("exec resume goes on with the latest session, or with one by its id", async () => {
    await using model = await startModelServer([sse.say("one"), sse.say("two"), sse.say("three")]);
    await using workspace = await createWorkspace({ model });
    await runCodex(workspace, ["exec", "first"]);
    expect((await runCodex(workspace, ["exec", "resume", "--last", "second"])).code).toBe(0);
    const [meta] = (await workspace.rollout()) as [{ id: string }];
    expect((await runCodex(workspace, ["exec", "resume", meta.id, "third"])).code).toBe(0);
    const history = JSON.stringify(model.requests[2]?.body);
    for (const text of ["first", "one", "second", "two", "third"]) expect(history).toContain(`"text":"${text}"`);
  });

  test("a session that is not there", async () => {
    await using workspace = await createWorkspace();
    expect(await runCodex(workspace, ["exec", "resume", "--last", "go"])).toMatchObject({ code: 1 });
    expect(await runCodex(workspace, ["exec", "resume", "../../x", "go"])).toMatchObject({
      code: 1,
      stderr: "error: no saved session has the id ../../x; 'codex resume' lists them\n",
    });
  });

  test("20 runs at once in one home and one repository do not disturb each other", async () => {
    const count = 20;
    await using model = await startModelServer(Array.from({ length: count }, () => sse.say("done")));
    await using workspace = await createWorkspace({ model });
    const runs = Array.from({ length: count }, (_, index) =>
      runCodex(workspace, ["exec", "--json", `prompt ${index}`]),
    );
    const results = await Promise.all(runs);
    expect(results.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => 0));
    const ids = results.map(({ stdout }) => (jsonLines(stdout)[0] as { session_id: string }).session_id);
    expect(new Set(ids).size).toBe(count);
    for (const [index, { stdout }] of results.entries()) expect(stdout).toContain(`{"prompt":"prompt ${index}"}`);
  });
});

test("--output-last-message", async () => {
  await using model = await startModelServer([sse.say("the last word")]);
  await using workspace = await createWorkspace({ model });
  await writeFile(path.join(workspace.cwd, "last.txt"), "old");
  await runCodex(workspace, ["exec", "--output-last-message", "last.txt", "go"]);
  expect(await workspace.read("last.txt")).toBe("the last word");
});
