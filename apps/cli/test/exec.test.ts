import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { ThreadEvent } from "@codex/exec/events";
import { fault, runProgram, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { checkedEvent } from "../../../packages/exec/test/support/exec-event.js";
import { builtCodex } from "./support/built-codex.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const jsonLines = (stdout: string): unknown[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The lines of `--json`, each checked against its schema; the last one must be the end of a turn. */
function events(stdout: string): ThreadEvent[] {
  const lines = jsonLines(stdout);
  const read = lines.map((line) => checkedEvent(line));
  expect(read).toEqual(lines);
  expect(read.at(-1)?.type).toMatch(/^turn\.(completed|failed)$/);
  return read;
}

describe("exit status", () => {
  test("0: done, with nothing but JSON lines on standard output", async () => {
    await using model = await startModelServer([sse.shell(["echo", "hi"]), sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json", "go"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^{"type":"thread.started","thread_id":"[0-9a-f-]{36}"}\n{"type":"turn.started"}\n/);
    expect(events(stdout).at(-2)).toMatchObject({ item: { type: "agent_message", text: "done" } });
    expect(events(stdout).at(-1)).toMatchObject({ type: "turn.completed", usage: { input_tokens: 240 } });
  });

  test("0: for people, only the answer is on standard output", async () => {
    await using model = await startModelServer([sse.say("the answer")]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", "go"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "the answer\n" });
    expect(stderr).toContain("tokens: 120 in (20 cached), 30 out (10 reasoning)");
  });

  test("0: done, with a warning that the `notify` program is missing", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model, config: 'notify = ["/no/such/program"]\n' });
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", "go"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "done\n" });
    expect(stderr).toContain("the `notify` program /no/such/program could not be started");
  });

  test("0: done, with a warning that a guarding hook timed out", async () => {
    const hook = '{ type = "command", command = "sleep 100", timeout = 1 }';
    const config = `hooks.PreToolUse = [{ hooks = [${hook}] }]\n`;
    const said = "The hook pre-tool-use (sleep 100): it took more than 1 s and was ended: it decided nothing";
    await using model = await startModelServer([sse.shell(["true"]), sse.say("a"), sse.shell(["true"]), sse.say("b")]);
    await using workspace = await createWorkspace({ model, config });
    const args = ["exec", "--dangerously-bypass-hook-trust", "go"];
    const forPeople = await runCodex(workspace, args);
    expect(forPeople).toMatchObject({ code: 0, stderr: expect.stringContaining(said) });
    const { code, stdout } = await runCodex(workspace, [...args, "--json"]);
    expect(code).toBe(0);
    const item = { type: "error", message: expect.stringContaining(said) };
    expect(events(stdout)).toContainEqual({ type: "item.completed", item: expect.objectContaining(item) });
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
  });

  test("3: the key is missing or refused", async () => {
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

  test.each([
    ["429 without a word", fault.status(429, {})],
    ["credits that are used up", fault.status(402, { error: { message: "pay" } })],
    ["a rate limit in the stream", sse.failed({ code: "rate_limit_exceeded", message: "slow down" })],
  ])("4: %s", async (_, reply) => {
    await using model = await startModelServer([reply]);
    await using workspace = await createWorkspace({ model });
    expect((await runCodex(workspace, ["exec", "go"])).code).toBe(4);
  });

  test.each([
    ["--image", "missing.png", "the image .*missing.png cannot be sent: there is no such file"],
    ["--image", "words.png", "the image .*words.png cannot be sent: "],
    ["--image", "folder", "the image .*folder cannot be sent: "],
    ["--output-last-message", "no/such/last.txt", "there is no folder .*no/such"],
    ["--output-last-message", "folder", "folder is a folder"],
    ["--cd", "missing", "cannot work in .*missing: there is no such folder"],
    ["--cd", "words.png", "cannot work in .*words.png: that is no folder"],
  ])("1: before anything is asked, %s %s", async (option, value, message) => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model, files: { "words.png": "words", "folder/file": "" } });
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", option, value, "--", "go"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^error: .*${message}`, "m"));
  });

  test.skipIf(process.platform === "win32")(
    "0: an image that another program writes into a pipe (not on Windows)",
    async () => {
      await using model = await startModelServer([sse.say("a dot")]);
      await using workspace = await createWorkspace({ model });
      const pipe = path.join(workspace.cwd, "dot.png");
      execFileSync("mkfifo", [pipe]);
      const writer = spawn("sh", ["-c", 'printf "\\211PNG\\r\\n\\032\\n" > "$0"', pipe]);
      const { code } = await runCodex(workspace, ["exec", "--image", pipe, "--", "what is it?"]);
      writer.kill();
      expect(code).toBe(0);
      expect(JSON.stringify(model.requests[0]?.body)).toContain('"data:image/png;base64,iVBORw0KGgo="');
    },
  );

  test.each([[""], [" \n"]])("1: an empty prompt, %j", async (prompt) => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model });
    const { code, stderr } = await runCodex(workspace, ["exec", prompt]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "error: the prompt is empty\n" });
  });

  test.skipIf(process.platform === "win32")("1: a folder that is gone before the start (not on Windows)", async () => {
    await using workspace = await createWorkspace({ files: { "gone/file": "" } });
    const script = 'cd gone && rm -r ../gone && exec "$@"';
    const command = ["sh", "-c", script, "sh", process.execPath, await builtCodex(), "exec", "go"];
    const { code, stderr } = await runProgram(command, { ...workspace, input: "" });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: the folder .*\n$/) });
  });

  test.runIf(process.platform === "linux")("1: a folder whose name is not UTF-8 (on Linux)", async () => {
    await using workspace = await createWorkspace();
    const script = `mkdir "$(printf 'caf\\351')" && cd caf* && exec "$@"`;
    const command = ["sh", "-c", script, "sh", process.execPath, await builtCodex(), "exec", "go"];
    const { code, stderr } = await runProgram(command, { ...workspace, input: "" });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: the folder .* not UTF-8 /),
    });
  });

  test("1: an invalid CODEX_HOME", async () => {
    await using workspace = await createWorkspace({ files: { file: "" } });
    const run = (home: string) =>
      runCodex(workspace, ["exec", "go"], { env: { CODEX_HOME: path.join(workspace.cwd, home) } });
    expect(await run("file")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: CODEX_HOME is .*file, which is not a folder\n$/),
    });
    expect(await run("none")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: CODEX_HOME is .*none, which does not exist\n$/),
    });
  });

  test("141: the reader disconnected before the turn was done", async () => {
    const script = [sse.shell(["true"]), sse.shell(["sleep", "86399"])];
    await using model = await startModelServer(script, { allowLeftover: true });
    await using workspace = await createWorkspace({ model });
    const child = await startCodex(workspace, ["exec", "--json", "go"]);
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await once(child, "exit")).toEqual([141, null]);
  });

  test.runIf(process.platform === "linux")("1: the output could not be written", async () => {
    // With --json, the first line is lost before the model is called.
    await using model = await startModelServer([sse.say("lost")]);
    await using workspace = await createWorkspace({ model });
    const program = ["sh", "-c", 'exec "$@" > /dev/full', "sh", process.execPath, await builtCodex(), "exec"];
    for (const args of [["go"], ["--json", "go"]]) {
      const { code, stderr } = await runProgram([...program, ...args], { ...workspace, input: "" });
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/could not be written: ENOSPC/),
      });
    }
  });

  const told = [{ type: "error" }, { type: "turn.failed", error: { code: "interrupted" } }];
  test.each([
    { flag: "--json", signal: "SIGINT", end: told },
    { flag: "--json", signal: "SIGTERM", end: told },
    { flag: "--experimental-json", signal: "SIGINT", end: told },
    { flag: "--experimental-json", signal: "SIGTERM", end: [] },
  ] as const)("130: interrupted by $signal under $flag, and what ran is gone", async ({ flag, signal, end }) => {
    await using model = await startModelServer([sse.shell(["sleep", "86399"])]);
    await using workspace = await createWorkspace({ model });
    const child = await startCodex(workspace, ["exec", flag, "go"]);
    const onOutput = (chunk: Buffer) => {
      if (!chunk.includes("command_execution")) return;
      child.stdout.off("data", onOutput);
      child.kill(signal);
    };
    child.stdout.on("data", onOutput);
    const { code, stdout } = await resultOf(child);
    expect(code).toBe(130);
    expect(jsonLines(stdout).slice(-1 - end.length)).toMatchObject([
      { type: "item.completed", item: { status: "failed", outcome: "interrupted" } },
      ...end,
    ]);
  });
});

describe("--output-schema", () => {
  const SCHEMA = {
    type: "object",
    properties: { answer: { type: "integer" } },
    required: ["answer"],
    additionalProperties: false,
  };

  test("is sent to the model, and a matching message is the result", async () => {
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

  test("6: but only one", async () => {
    await using model = await startModelServer([sse.say("no JSON"), sse.say('{"answer": 1, "more": 2}')]);
    await using workspace = await createWorkspace({ model, files: { "schema.json": JSON.stringify(SCHEMA) } });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json", "--output-schema", "schema.json", "go"]);
    expect(code).toBe(6);
    const message = "The final message does not match the schema: the document must NOT have additional properties";
    expect(events(stdout).at(-1)).toEqual({ type: "turn.failed", error: { message, code: "schema-mismatch" } });
    expect(events(stdout).filter(({ type }) => type === "turn.started")).toHaveLength(1);
  });

  test.skipIf(process.platform === "win32")(
    "a schema from a pipe, and an answer into one (not on Windows)",
    async () => {
      await using model = await startModelServer([sse.say('{"answer": 1}')]);
      await using workspace = await createWorkspace({ model });
      const [schema, answer] = [path.join(workspace.cwd, "schema"), path.join(workspace.cwd, "answer")];
      execFileSync("mkfifo", [schema, answer]);
      spawn("sh", ["-c", 'printf %s "$1" > "$0"', schema, JSON.stringify(SCHEMA)]);
      const answered = text(spawn("cat", [answer], { stdio: ["ignore", "pipe", "ignore"] }).stdout);
      const { code } = await runCodex(workspace, ["exec", "--output-schema", schema, "-o", answer, "go"]);
      expect({ code, answer: await answered }).toEqual({ code: 0, answer: '{"answer": 1}' });
    },
  );

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
});

describe("sessions", () => {
  test("--ephemeral saves nothing", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    expect((await runCodex(workspace, ["exec", "--ephemeral", "go"])).code).toBe(0);
    await expect(workspace.rollout()).rejects.toThrow();
  });

  test("exec resume continues the latest session, or one by its id", async () => {
    await using model = await startModelServer([sse.say("one"), sse.say("two"), sse.say("three")]);
    await using workspace = await createWorkspace({ model });
    await runCodex(workspace, ["exec", "first"]);
    expect((await runCodex(workspace, ["exec", "resume", "--last", "second"])).code).toBe(0);
    const [meta] = (await workspace.rollout()) as [{ id: string }];
    expect((await runCodex(workspace, ["exec", "resume", meta.id, "third"])).code).toBe(0);
    const history = JSON.stringify(model.requests[2]?.body);
    for (const text of ["first", "one", "second", "two", "third"]) expect(history).toContain(`"text":"${text}"`);
  });

  test("exec fork starts a copy of a saved session, with or without a prompt", async () => {
    await using model = await startModelServer([sse.say("one"), sse.say("two")]);
    await using workspace = await createWorkspace({ model });
    const threadOf = ({ stdout }: { stdout: string }) => (jsonLines(stdout)[0] as { thread_id: string }).thread_id;
    const first = threadOf(await runCodex(workspace, ["exec", "--json", "first"]));
    const forked = await runCodex(workspace, ["exec", "--json", "fork", first, "second"]);
    expect(threadOf(forked)).not.toBe(first);
    expect(events(forked.stdout).at(-1)).toMatchObject({ type: "turn.completed", usage: { input_tokens: 240 } });
    for (const text of ["first", "one", "second"])
      expect(JSON.stringify(model.requests[1]?.body)).toContain(`"text":"${text}"`);
    const bare = await runCodex(workspace, ["exec", "--json", "fork", first]);
    expect(jsonLines(bare.stdout)).toEqual([
      { type: "thread.started", thread_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
    expect(await runCodex(workspace, ["exec", "fork", "nothing"])).toMatchObject({ code: 1, stdout: "" });
  });

  test("without any session, --last starts the first", async () => {
    await using model = await startModelServer([sse.say("one")]);
    await using workspace = await createWorkspace({ model });
    const { code, stderr } = await runCodex(workspace, ["exec", "resume", "--last", "go"]);
    expect(code).toBe(0);
    expect(stderr).toContain(`note: no session has been saved for ${workspace.cwd}; starting a new one\n`);
  });

  test("archive hides a session, unarchive restores it, by its id", async () => {
    await using model = await startModelServer([sse.say("one"), sse.say("two")]);
    await using workspace = await createWorkspace({ model });
    await runCodex(workspace, ["exec", "--json", "--thread-source", "nightly", "go"]);
    const [meta] = (await workspace.rollout()) as [{ id: string }];
    expect(meta).toMatchObject({ source: "exec", thread_source: "nightly", originator: "codex_exec" });
    const said = (word: string) => ({ code: 0, stdout: `${word} session ${meta.id}.\n` });
    expect(await runCodex(workspace, ["archive", meta.id])).toMatchObject(said("Archived"));
    expect(await runCodex(workspace, ["archive", meta.id])).toMatchObject({ code: 1, stdout: "" });
    expect(await runCodex(workspace, ["unarchive", meta.id])).toMatchObject(said("Unarchived"));
    expect(await runCodex(workspace, ["unarchive", "no such name"])).toMatchObject({ code: 1, stdout: "" });
    expect((await runCodex(workspace, ["exec", "resume", "--last", "on"])).code).toBe(0);
  });

  test("a session that does not exist", async () => {
    await using workspace = await createWorkspace();
    expect(await runCodex(workspace, ["exec", "resume", "../../x", "go"])).toMatchObject({
      code: 1,
      stderr: "error: no saved session has the id ../../x; 'codex resume' lists them\n",
    });
  });

  test("20 concurrent runs in one home and one repository do not interfere", async () => {
    const count = 20;
    await using model = await startModelServer(Array.from({ length: count }, () => sse.say("done")));
    await using workspace = await createWorkspace({ model });
    const runs = Array.from({ length: count }, (_, index) =>
      runCodex(workspace, ["exec", "--json", `prompt ${index}`]),
    );
    const results = await Promise.all(runs);
    expect(results.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => 0));
    const ids = results.flatMap(({ stdout }) =>
      events(stdout).flatMap((event) => (event.type === "thread.started" ? [event.thread_id] : [])),
    );
    expect(new Set(ids).size).toBe(count);
  });
});

test("--output-last-message", async () => {
  await using model = await startModelServer([sse.say("the last word")]);
  await using workspace = await createWorkspace({ model });
  await writeFile(path.join(workspace.cwd, "last.txt"), "old");
  await runCodex(workspace, ["exec", "--output-last-message", "last.txt", "go"]);
  expect(await workspace.read("last.txt")).toBe("the last word");
});

test.skipIf(process.platform === "win32")(
  "--output-last-message /dev/stdout, where that is a socket (not on Windows)",
  async () => {
    await using model = await startModelServer([sse.say("the last word")]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json", "-o", "/dev/stdout", "go"]);
    expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toMatchObject({
      code: 0,
      last: expect.stringContaining("the last word"),
    });
  },
);

describe("the events of August 2025", () => {
  test.each([
    ["--json-events", ""],
    ["--json", `exec_json_format = "events"\n`],
  ])("%s %j", async (flag, config) => {
    await using model = await startModelServer([sse.shell(["echo", "hi"]), sse.say("done")]);
    await using workspace = await createWorkspace({ model, config });
    const { code, stdout } = await runCodex(workspace, ["exec", flag, "go"]);
    expect(code).toBe(0);
    const [settings, prompt, ...rest] = jsonLines(stdout);
    expect(settings).toMatchObject({ model: "gpt-5", session_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(prompt).toEqual({ prompt: "go" });
    expect(rest.at(-2)).toEqual({ id: "0", msg: { type: "agent_message", message: "done" } });
  });

  test("a failure is reported once", async () => {
    await using model = await startModelServer([sse.failed({ code: "server_error", message: "broken" })]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json-events", "go"]);
    expect(code).toBe(1);
    expect(jsonLines(stdout).filter((line) => JSON.stringify(line).includes('"error"'))).toHaveLength(1);
  });
});

describe("features that programs which start codex rely on", () => {
  test("the API key, the originator and the built-in provider's URL in the environment", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace();
    const env = { CODEX_API_KEY: "sk-of-this-run", CODEX_INTERNAL_ORIGINATOR_OVERRIDE: "my_program" };
    const config = ["-c", `openai_base_url=${model.baseUrl}`, "-c", "model_reasoning_effort=low"];
    const args = ["exec", "--experimental-json", "--ignore-user-config", ...config, "-"];
    expect((await runCodex(workspace, args, { env, input: "go" })).code).toBe(0);
    const [request] = model.requests;
    expect(request?.headers).toMatchObject({ authorization: "Bearer sk-of-this-run", originator: "my_program" });
    expect(request?.body).toMatchObject({ reasoning: { effort: "low" } });
  });

  test("images one by one, or separated by commas, which names may contain, too", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    const picture = (name: string) => writeFile(path.join(workspace.cwd, name), Buffer.from("iVBORw0KGgo=", "base64"));
    for (const name of ["a,b.png", "c d.png", "e.png"]) await picture(name);
    const args = ["exec", "--image", path.join(workspace.cwd, "a,b.png"), "--image", "c d.png,e.png", "--", "go"];
    expect(await runCodex(workspace, args)).toMatchObject({ code: 0 });
    expect(JSON.stringify(model.requests[0]?.body).split("data:image/png")).toHaveLength(4);
  });

  test("writing a prompt to an invalid command line does not break the pipe", async () => {
    await using workspace = await createWorkspace();
    const child = await startCodex(workspace, ["exec", "--nonsense"]);
    const broken = new Promise((resolve) => child.stdin.once("error", resolve));
    child.stdin.end("x".repeat(1_000_000));
    const [{ code }, fault] = await Promise.all([
      resultOf(child),
      Promise.race([broken, new Promise((resolve) => child.stdin.once("finish", () => resolve(undefined)))]),
    ]);
    expect({ code, fault }).toEqual({ code: 2, fault: undefined });
  });
});

describe("reviews", () => {
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
    expect(await warnings("--base", "nowhere")).toBe(
      "there is no branch nowhere here, so the review may be of nothing",
    );
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
    expect(events(again.stdout)).toMatchObject([
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
});
