import { readFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { eventsOfTurn, jsonLines } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const START_HOOK = `hooks.SessionStart=[{ hooks = [{ type = "command", command = "cat >> starts" }] }]`;

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

test("the session id is on a line of standard error, as programs that run codex expect it", async () => {
  await using model = await startModelServer([sse.say("one"), sse.say("two")]);
  await using workspace = await createWorkspace({ model });
  const { stderr } = await runCodex(workspace, ["exec", "first"]);
  const id = /^session id: +([0-9a-f-]{36})$/m.exec(stderr)?.[1] ?? "none";
  expect((await runCodex(workspace, ["exec", "resume", id, "second"])).code).toBe(0);
  expect(JSON.stringify(model.requests[1]?.body)).toContain('"text":"first"');
});

test("exec fork starts a copy of a saved session, with or without a prompt", async () => {
  await using model = await startModelServer([sse.say("one"), sse.say("two")]);
  await using workspace = await createWorkspace({ model });
  const threadOf = ({ stdout }: { stdout: string }) => (jsonLines(stdout)[0] as { thread_id: string }).thread_id;
  const first = threadOf(await runCodex(workspace, ["exec", "--json", "first"]));
  const withHooks = ["--dangerously-bypass-hook-trust", "-c", START_HOOK];
  const forked = await runCodex(workspace, ["exec", "--json", ...withHooks, "fork", first, "second"]);
  expect(await readFile(path.join(workspace.cwd, "starts"), "utf8")).toContain('"source":"fork"');
  expect(threadOf(forked)).not.toBe(first);
  expect(eventsOfTurn(forked.stdout).at(-1)).toMatchObject({ type: "turn.completed", usage: { input_tokens: 240 } });
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
  const runs = Array.from({ length: count }, (_, index) => runCodex(workspace, ["exec", "--json", `prompt ${index}`]));
  const results = await Promise.all(runs);
  expect(results.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => 0));
  const ids = results.flatMap(({ stdout }) =>
    eventsOfTurn(stdout).flatMap((event) => (event.type === "thread.started" ? [event.thread_id] : [])),
  );
  expect(new Set(ids).size).toBe(count);
});
