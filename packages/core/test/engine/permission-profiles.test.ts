import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { NO_RESTRICTIONS } from "../../src/config/permissions/restrictions.js";
import { createSpawner } from "../../src/exec/spawn.js";
import type { Ask, Question } from "../../src/items/question.js";
import { inputOf, startEngine, type TestEngine } from "./start-engine.js";
import { answering, turnsOf } from "./turns-of-thread.js";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const WORKSPACE = { ".": "write", docs: "read", keys: "deny", "link.png": "deny" };
const CONFIG = {
  default_permissions: "p",
  approval_policy: "on-request",
  permissions: { p: { filesystem: { ":root": "read", ":workspace_roots": WORKSPACE, "~/private": "deny" } } },
};

const run = (script: string, id: string, more: Record<string, unknown> = {}) =>
  sse.shell(["sh", "-c", script], more, id);
const patch = (body: string, id: string) =>
  sse.shell(["apply_patch", `*** Begin Patch\n${body}\n*** End Patch`], {}, id);

/** A folder with files of all kinds, and a folder next to it with the home. */
async function start(script: readonly ScriptedReply[], config: object = {}) {
  const engine = await startEngine(script, { config: { ...CONFIG, ...config } });
  const at = (...parts: string[]) => path.join(engine.cwd, ...parts);
  for (const folder of ["keys/a", "docs", "sub"]) mkdirSync(at(folder), { recursive: true });
  mkdirSync(at("../private"));
  for (const file of ["keys/a/one", "../private/two"]) writeFileSync(at(file), "canary");
  writeFileSync(at("keys/picture.png"), Buffer.from(PNG, "base64"));
  symlinkSync("keys/picture.png", at("link.png"));
  symlinkSync("keys", at("alias"));
  const { thread } = (await engine.codex.newConversation()).conversation;
  const turn = (ask: Ask = answering({ type: "denied" })) => turnsOf(thread, ["go"], { ask });
  return Object.assign(engine, { thread, at, turn });
}

/** By call. */
const outputs = (engine: TestEngine): Record<string, string> =>
  Object.fromEntries(
    inputOf(engine.model.requests.at(-1)).flatMap(({ type, call_id, output }) =>
      type === "function_call_output" ? [[call_id, JSON.stringify(output)]] : [],
    ),
  );

test("commands can write what the profile allows, and can neither write the rest nor read denied paths", async () => {
  await using engine = await start([
    run("cat keys/a/one alias/a/one ~/private/two; mv keys moved; cat moved/a/one", "reads"),
    run("echo x > made; echo x > docs/made; echo x > keys/made; echo x > ../made; ls", "writes"),
    run("cat keys/a/one; echo kept > docs/next", "again"),
    sse.say("done"),
  ]);
  await engine.turn();
  expect(JSON.stringify(outputs(engine))).not.toContain("canary");
  const made = ["made", "docs/made", "keys/made", "../made", "docs/next"];
  expect(made.filter((file) => existsSync(engine.at(file)))).toEqual(["made"]);
});

test("patches neither show nor change denied or read-only files, and their questions stay refused", async () => {
  await using engine = await start([
    patch("*** Update File: alias/a/one\n@@\n-canary\n+x", "updates"),
    patch("*** Update File: keys/a/one\n*** Move to: here\n@@\n-canary\n+x", "moves"),
    patch("*** Delete File: ../private/two", "deletes"),
    patch("*** Add File: keys/new\n+x", "adds"),
    patch("*** Add File: docs/new\n+x", "reads"),
    patch("*** Add File: sub/new\n+x", "may"),
    sse.say("done"),
  ]);
  const asked: Question[] = [];
  await engine.turn(async (question) => {
    asked.push(question);
    return { type: "denied" };
  });
  const { reads, may, ...denied } = outputs(engine);
  for (const output of Object.values(denied)) expect(output).toContain("denied by the permission profile");
  // Read-only files are asked about.
  expect(asked.map(({ kind }) => kind)).toEqual(["patch"]);
  expect([reads, may].map((output) => output?.includes("Success"))).toEqual([false, true]);
  expect(readFileSync(engine.at("keys/a/one"), "utf8")).toBe("canary");
});

test("a denied image is not shown under any name", async () => {
  const look = (file: string, id: string) => sse.call("view_image", { path: file }, id);
  await using engine = await start([
    look("keys/picture.png", "c1"),
    look("link.png", "c2"),
    look("alias/picture.png", "c3"),
    sse.say("done"),
  ]);
  await engine.turn();
  for (const output of Object.values(outputs(engine))) expect(output).toContain("the permission profile denies it");
});

test("no approval and no policy lets a command leave the sandbox", async () => {
  const escalated = { with_escalated_permissions: true, justification: "must" };
  await using engine = await start([
    run("cat keys/a/one", "wants", escalated),
    sse.say("one"),
    run("cat keys/a/one; touch asked", "asked"),
    sse.say("two"),
    run("cat keys/a/one; exit 1", "fails"),
    sse.say("three"),
    run("cat keys/a/one", "plans"),
    sse.say("four"),
  ]);
  const asked: Question[] = [];
  const yes: Ask = async (question) => {
    asked.push(question);
    return { type: "approved", scope: "thread" };
  };
  await engine.turn(yes);
  expect(outputs(engine)["wants"]).toContain("nothing leaves the sandbox");
  await engine.thread.configure({ approvalPolicy: "untrusted" });
  await engine.turn(yes);
  expect(asked).toMatchObject([{ kind: "command", outsideSandbox: false }]);
  expect(existsSync(engine.at("asked"))).toBe(true);
  await engine.thread.configure({ approvalPolicy: "on-failure" });
  await engine.turn(yes);
  await engine.thread.configure({ mode: { kind: "plan" } });
  await engine.turn(yes);
  expect(asked).toHaveLength(1);
  expect(JSON.stringify(outputs(engine))).not.toContain("canary");
});

test("denied paths stay denied in the thread's other sandboxes, but not where nothing is sandboxed", async () => {
  await using engine = await start([
    run("cat keys/a/one; touch made", "c1"),
    sse.say("one"),
    run("cat keys/a/one", "c2"),
    sse.say("two"),
    run("cat keys/a/one", "c3"),
    sse.say("three"),
  ]);
  await engine.thread.configure({ sandboxPolicy: { mode: "read-only" } });
  await engine.turn();
  await engine.thread.configure({ sandboxPolicy: { mode: "danger-full-access" } });
  await engine.turn();
  await engine.thread.configure({ sandboxPolicy: { mode: "read-only" }, restrictions: NO_RESTRICTIONS });
  await engine.turn();
  const { c1, c2, c3 } = outputs(engine);
  expect([c1, c2, c3].map((output) => output?.includes("canary"))).toEqual([false, true, true]);
  expect(existsSync(engine.at("made"))).toBe(false);
});

test("if a part of a writable folder cannot be protected, nothing runs", async () => {
  await using engine = await start([]);
  await using spawner = createSpawner({ env: {}, platform: process.platform, backends: ["landlock"] });
  const policy = { mode: "workspace-write", network_access: false, exclude_slash_tmp: true } as const;
  const confined = {
    sandboxed: true,
    sandboxPolicy: { ...policy, exclude_tmpdir_env_var: true },
    sandboxCwd: engine.cwd,
  };
  const command = { command: ["true"], cwd: engine.cwd, env: {} };
  const outcome = await spawner.spawn(command, { ...confined, readOnlyPaths: [engine.at("docs")] });
  expect(outcome).toMatchObject({ type: "sandbox-unavailable" });
});

test("denied files cannot get into the repository, where commands could read them", async () => {
  await using engine = await start([
    run("echo x > made", "c1"),
    run("git cat-file --batch-all-objects --batch; git for-each-ref", "c2"),
    sse.say("done"),
  ]);
  execFileSync("git", ["init", "-q", engine.cwd]);
  writeFileSync(engine.at("kept"), "kept text");
  await engine.turn();
  const { c2 } = outputs(engine);
  expect(c2).toContain("refs/codex/checkpoints");
  expect(c2).toContain("kept text");
  expect(c2).not.toContain("canary");
});

test("a denied AGENTS.md is not shown to the model", async () => {
  const docs = { p: { filesystem: { ":root": "read", ":workspace_roots": { "AGENTS.md": "deny" } } } };
  const options = { config: { ...CONFIG, permissions: docs } };
  await using engine = await startEngine([sse.say("done")], options);
  writeFileSync(path.join(engine.cwd, "AGENTS.md"), "canary");
  const { thread } = (await engine.codex.newConversation()).conversation;
  const ended = Promise.withResolvers<void>();
  using _events = thread.observe({ onEvent: ({ type }) => void (type === "turn-ended" && ended.resolve()) });
  await thread.start([{ type: "text", text: "go" }]);
  await ended.promise;
  expect(JSON.stringify(engine.model.requests.at(-1)?.body)).not.toContain("canary");
});
