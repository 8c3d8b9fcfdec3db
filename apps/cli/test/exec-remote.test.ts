import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { fault, type ModelReply, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { eventsOf } from "./support/exec-output.js";
import { startListeningServer } from "./support/listening-server.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** A server with a scripted model, and a client machine with its own home and no model. */
async function serverAndClient(script: readonly ModelReply[]) {
  const disposables = new AsyncDisposableStack();
  const model = disposables.use(await startModelServer(script));
  const there = disposables.use(await createWorkspace({ model, config: 'sandbox_mode = "danger-full-access"' }));
  const here = disposables.use(await createWorkspace());
  const { url, program } = disposables.use(await startListeningServer(there));
  const exec = (...args: string[]) => runCodex(here, ["exec", "--remote", url, ...args]);
  return { model, here, there, url, server: program, exec, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

const threadOf = (stdout: string): string => {
  const [first] = eventsOf(stdout);
  return first?.type === "thread.started" ? first.thread_id : "";
};

test("a prompt runs on the server, in our folder, and its thread can be resumed there by id", async () => {
  await using world = await serverAndClient([sse.shell(["touch", "made"]), sse.say("made"), sse.say("again")]);
  const { exec, here, model } = world;
  const first = await exec("--json", "go");
  expect(first.code).toBe(0);
  expect(eventsOf(first.stdout)).toMatchObject([
    { type: "thread.started" },
    { type: "turn.started" },
    { type: "item.started", item: { type: "command_execution", command: "touch made" } },
    { type: "item.completed", item: { type: "command_execution", command: "touch made", exit_code: 0 } },
    { type: "item.completed", item: { type: "agent_message", text: "made" } },
    { type: "turn.completed", usage: { input_tokens: 240 } },
  ]);
  await here.read("made");
  const second = await exec("resume", threadOf(first.stdout), "and?");
  expect(second).toMatchObject({ code: 0, stdout: "again\n" });
  expect(JSON.stringify(model.requests[2]?.body)).toContain('"text":"go"');
});

test("a prompt for a thread whose turn is running joins that turn, and shows all of it", async () => {
  const wait = ["sh", "-c", "touch begun; until [ -e go ]; do sleep 0.05; done"];
  await using world = await serverAndClient([sse.say("early"), sse.shell(wait), sse.say("both done")]);
  const { exec, here, url, model } = world;
  const id = threadOf((await exec("--json", "hello")).stdout);
  const first = await startCodex(here, ["exec", "resume", "--json", "--remote", url, id, "wait"]);
  const firstEnds = resultOf(first);
  first.stdin.end();
  for await (const line of createInterface({ input: first.stdout })) if (line.includes("item.started")) break;
  const second = await startCodex(here, ["exec", "resume", "--json", "--remote", url, id, "and this"]);
  const secondEnds = resultOf(second);
  second.stdin.end();
  for await (const line of createInterface({ input: second.stdout })) if (line.includes("item.started")) break;
  await writeFile(path.join(here.cwd, "go"), "");
  expect((await firstEnds).code).toBe(0);
  const { code, stdout } = await secondEnds;
  expect(code).toBe(0);
  expect(JSON.stringify(model.requests[2]?.body)).toContain('"text":"and this"');
  expect(eventsOf(stdout)).toMatchObject([
    { type: "thread.started", thread_id: id },
    { type: "turn.started" },
    { type: "item.started", item: { type: "command_execution", status: "in_progress" } },
    { type: "item.completed", item: { type: "command_execution", exit_code: 0 } },
    { type: "item.completed", item: { type: "agent_message", text: "both done" } },
    { type: "turn.completed" },
  ]);
});

test("a thread of the server is named, copied and continued by its name; without a prompt, only copied", async () => {
  await using world = await serverAndClient([sse.say("one"), sse.say("two"), sse.say("three")]);
  const { exec, here, there, model, url } = world;
  const id = threadOf((await exec("--json", "go")).stdout);
  expect(await runCodex(there, ["rename", id, "docs"])).toMatchObject({ code: 0 });
  expect(await exec("resume", "docs", "on")).toMatchObject({ code: 0, stdout: "two\n" });
  const forked = await exec("fork", "--json", "docs", "aside");
  expect(forked.code).toBe(0);
  expect(threadOf(forked.stdout)).not.toBe(id);
  expect(JSON.stringify(model.requests[2]?.body)).toContain('"text":"on"');
  // The copy has the same name.
  expect(await exec("fork", "docs")).toMatchObject({ code: 1, stderr: expect.stringContaining(`called docs: `) });
  const copied = await exec("fork", id);
  expect(copied.stdout).toMatch(/^[0-9a-f-]{36}\n$/);
  expect((await runCodex(there, ["sessions", "--json", "--all"])).stdout).toContain(copied.stdout.trim());
  expect(await exec("fork", "dogs")).toMatchObject({
    code: 1,
    stderr: "error: the server has no thread called dogs\n",
  });
  expect((await runCodex(here, ["sessions", "--all"])).stdout).not.toContain(copied.stdout.trim());
  const archived = await runCodex(here, ["archive", "--remote", url, id]);
  expect(archived).toMatchObject({ code: 0, stdout: `Archived session ${id}.\n` });
  expect((await runCodex(here, ["unarchive", "--remote", url, "docs"])).stdout).toBe(`Unarchived session ${id}.\n`);
  const asked = await runCodex(here, ["delete", "--remote", url, copied.stdout.trim()]);
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining("--force") });
  const gone = await runCodex(here, ["delete", "--remote", url, "--force", copied.stdout.trim()]);
  expect(gone).toMatchObject({ code: 0, stdout: `Deleted session ${copied.stdout}`.trim().concat(".\n") });
});

test("a review runs on the server, in our folder", async () => {
  const finding = { findings: [], overall_correctness: "patch is correct", overall_explanation: "Fine." };
  await using world = await serverAndClient([sse.say(JSON.stringify({ ...finding, overall_confidence_score: 1 }))]);
  const { exec, model } = world;
  const review = await exec("review", "--json", "--base", "main");
  expect(review.code).toBe(0);
  expect(review.stderr).toBe("");
  expect(eventsOf(review.stdout)).toContainEqual(
    expect.objectContaining({ item: expect.objectContaining({ type: "agent_message", text: "Fine." }) }),
  );
  expect(JSON.stringify(model.requests[0]?.body)).toContain('branch \\"main\\"');
});

test("the August 2025 events report calls, what they do, and command output", async () => {
  await using world = await serverAndClient([sse.shell(["cat", "README"]), sse.say("done")]);
  await writeFile(path.join(world.here.cwd, "README"), "hi\n");
  const { stdout } = await world.exec("--json-events", "go");
  const events = stdout.split("\n").filter((line) => line.includes("exec_command_"));
  const [begun, printed, ended] = events.map((line) => JSON.parse(line).msg);
  const parsed_cmd = [{ type: "read", cmd: "cat README", name: "README" }];
  expect(begun).toMatchObject({ type: "exec_command_begin", call_id: expect.stringMatching(/./), parsed_cmd });
  expect(printed).toMatchObject({ chunk: [...Buffer.from("hi\n")], call_id: begun.call_id });
  expect(ended).toMatchObject({ call_id: begun.call_id, aggregated_output: "hi\n" });
});

test("the answer is checked against its schema here, and images are sent along", async () => {
  await using world = await serverAndClient([sse.say('{"n":"one"}'), sse.say('{"n":1}')]);
  const { exec, here, model } = world;
  const schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
  await writeFile(path.join(here.cwd, "schema.json"), JSON.stringify(schema));
  await writeFile(path.join(here.cwd, "dot.png"), Buffer.from(PIXEL, "base64"));
  const { code, stdout } = await exec("--output-schema", "schema.json", "-o", "last", "-i", "dot.png", "count");
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"n":1}\n' });
  expect(await here.read("last")).toBe('{"n":1}');
  expect(model.requests[0]?.body).toMatchObject({ text: { format: { schema } } });
  expect(JSON.stringify(model.requests[0]?.body)).toContain("data:image/png;base64,");
});

test("a turn that fails on the server ends the run like a local one", async () => {
  const refusal = fault.status(429, { error: { type: "usage_limit_reached", message: "x" } });
  await using world = await serverAndClient([refusal, fault.status(401, { error: { message: "who?" } })]);
  const { exec } = world;
  const limited = await exec("--json", "go");
  expect(limited.code).toBe(4);
  expect(eventsOf(limited.stdout).at(-1)).toMatchObject({ error: { code: "usage-limit-reached" } });
  expect((await exec("go")).code).toBe(3);
});

test("Ctrl-C interrupts the turn on the server", async () => {
  await using world = await serverAndClient([sse.shell(["sh", "-c", "touch begun; sleep 86399"]), sse.say("on")]);
  const { here, url, exec } = world;
  const child = await startCodex(here, ["exec", "--json", "--remote", url, "go"]);
  const result = resultOf(child);
  child.stdin.end();
  for await (const line of createInterface({ input: child.stdout })) if (line.includes("item.started")) break;
  child.kill("SIGINT");
  expect((await result).code).toBe(130);
  const [line = ""] = (await exec("--json", "again")).stdout.split("\n").slice(-3);
  expect(JSON.parse(line)).toMatchObject({ item: { text: "on" } });
});

test("a lost server fails the run, which says how to resume", async () => {
  await using world = await serverAndClient([sse.shell(["sleep", "86399"])]);
  const { here, url, server } = world;
  const child = await startCodex(here, ["exec", "--json", "--remote", url, "go"]);
  const lines: string[] = [];
  child.stdin.end();
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes("item.started")) server.kill("SIGKILL");
  }
  const last = eventsOf(lines.join("\n")).at(-1);
  expect(last).toMatchObject({ type: "turn.failed", error: { code: "connection-failed" } });
  expect(JSON.stringify(last)).toContain(`codex exec resume --remote ${url} ${threadOf(lines[0] ?? "")}`);
});

test.each([
  [["--remote", "ws://127.0.0.1:9", "go"], 1, "no app-server answers at ws://127.0.0.1:9"],
  [["--remote", "ws://127.0.0.1:9", "--full-auto", "go"], 2, "'--remote' cannot be used with '--full-auto'"],
  [["--remote", "ws://127.0.0.1:9", "-c", "model=x", "go"], 2, "'--remote' cannot be used with '--config'"],
  [["resume", "--remote", "ws://127.0.0.1:9", "--last", "go"], 2, "'--remote' cannot be used with '--last'"],
])("exec %j is refused", async (args, code, message) => {
  await using here = await createWorkspace();
  const result = await runCodex(here, ["exec", ...args]);
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toContain(message);
});

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
