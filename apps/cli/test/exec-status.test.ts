import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, runProgram, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { eventsOfTurn, jsonLines } from "./support/exec-output.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("0: done, with nothing but JSON lines on standard output", async () => {
  await using model = await startModelServer([sse.shell(["echo", "hi"]), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const { code, stdout } = await runCodex(workspace, ["exec", "--json", "go"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^{"type":"thread.started","thread_id":"[0-9a-f-]{36}"}\n{"type":"turn.started"}\n/);
  expect(eventsOfTurn(stdout).at(-2)).toMatchObject({ item: { type: "agent_message", text: "done" } });
  expect(eventsOfTurn(stdout).at(-1)).toMatchObject({ type: "turn.completed", usage: { input_tokens: 240 } });
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
  const said = "The hook pre-tool-use (sleep 100): it took more than 1 s and was stopped: it decided nothing";
  await using model = await startModelServer([sse.shell(["true"]), sse.say("a"), sse.shell(["true"]), sse.say("b")]);
  await using workspace = await createWorkspace({ model, config });
  const args = ["exec", "--dangerously-bypass-hook-trust", "go"];
  const forPeople = await runCodex(workspace, args);
  expect(forPeople).toMatchObject({ code: 0, stderr: expect.stringContaining(said) });
  const { code, stdout } = await runCodex(workspace, [...args, "--json"]);
  expect(code).toBe(0);
  const item = { type: "error", message: expect.stringContaining(said) };
  expect(eventsOfTurn(stdout)).toContainEqual({ type: "item.completed", item: expect.objectContaining(item) });
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

test("3: the login may not be used, or cannot be refreshed", async () => {
  await using model = await startModelServer([fault.status(401)]);
  await using workspace = await createWorkspace({ model, config: 'forced_login_method = "chatgpt"' });
  const args = ["exec", "--json", "-c", "model_providers.test.requires_openai_auth=true", "go"];
  const forbidden = await runCodex(workspace, args, { env: { TEST_KEY: "", OPENAI_API_KEY: "sk-test" } });
  expect(forbidden.code).toBe(3);
  expect(jsonLines(forbidden.stdout).at(-1)).toMatchObject({ error: { code: "auth-required" } });
  const claims = Buffer.from(JSON.stringify({ exp: 1 })).toString("base64url");
  const expired = { id_token: `e30.${claims}.x`, access_token: `e30.${claims}.x`, refresh_token: "r", account_id: "a" };
  await writeFile(path.join(workspace.codexHome, "auth.json"), JSON.stringify({ tokens: expired }));
  const issuer = { CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${model.baseUrl}/oauth/token` };
  const rejected = await runCodex(workspace, args, { env: { TEST_KEY: "", ...issuer } });
  expect(rejected.code).toBe(3);
  expect(rejected.stdout).toContain("Run `codex login` again");
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
])("1: before any request, %s %s", async (option, value, message) => {
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
  const program = ["sh", "-c", 'exec "$@" > /dev/full', "sh", process.execPath, await builtCodex()];
  for (const args of [["exec", "go"], ["exec", "--json", "go"], ["--help"], ["features", "list"], ["--version"]]) {
    const { code, stderr } = await runProgram([...program, ...args], { ...workspace, input: "" });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/could not be written: ENOSPC/),
    });
  }
});

const INTERRUPTED = [{ type: "error" }, { type: "turn.failed", error: { code: "interrupted" } }];

test.each([
  { flag: "--json", signal: "SIGINT", end: INTERRUPTED },
  { flag: "--json", signal: "SIGTERM", end: INTERRUPTED },
  { flag: "--experimental-json", signal: "SIGINT", end: INTERRUPTED },
  { flag: "--experimental-json", signal: "SIGTERM", end: [] },
] as const)("130: interrupted by $signal under $flag; its processes are gone", async ({ flag, signal, end }) => {
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
