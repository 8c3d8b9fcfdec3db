import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelServer, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** The texts of the user's latest message, as sent to the model. */
function promptSeenBy(model: ModelServer): unknown {
  const body = model.requests.at(-1)?.body as { input: { role: string; content: { text: string }[] }[] };
  return body.input.at(-1)?.content.map(({ text }) => text);
}

test("a pipe that stays open does not hold up a prompt", async () => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const child = await startCodex(workspace, ["exec", "--json", "go"]);
  const { code, stdout } = await resultOf(child);
  expect(code).toBe(0);
  expect(stdout).toContain('"text":"done"');
  expect(promptSeenBy(model)).toEqual(["go"]);
});

test("input piped at once is added to the prompt", async () => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  expect(await runCodex(workspace, ["exec", "look at it"], { input: "a diff\n" })).toMatchObject({ code: 0 });
  expect(promptSeenBy(model)).toEqual(["look at it\n\n<stdin>\na diff\n</stdin>"]);
});

test("a pipe that pauses is not awaited, and a line says so", async () => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const child = await startCodex(workspace, ["exec", "go"]);
  child.stdin.write("begun");
  const { code, stderr } = await resultOf(child);
  expect(code).toBe(0);
  expect(stderr).toContain("note: standard input paused; the text so far is part of the prompt");
  expect(promptSeenBy(model)).toEqual(["go\n\n<stdin>\nbegun\n</stdin>"]);
});

test("--stdin waits for all input, also from a file", async () => {
  await using model = await startModelServer([sse.say("done"), sse.say("done"), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const waiting = await startCodex(workspace, ["exec", "--stdin", "go"]);
  const result = resultOf(waiting);
  waiting.stdin.write("first ");
  // If it did not wait, it would have given up before this ends.
  const other = await startCodex(workspace, ["exec", "go"]);
  other.stdin.write("first");
  await resultOf(other);
  waiting.stdin.end("last");
  expect((await result).code).toBe(0);
  expect(promptSeenBy(model)).toEqual(["go\n\n<stdin>\nfirst last\n</stdin>"]);

  await writeFile(path.join(workspace.cwd, "notes.txt"), "notes\n");
  expect(await inShell(workspace, '"$1" "$2" exec --stdin go < notes.txt')).toBe(0);
  expect(promptSeenBy(model)).toEqual(["go\n\n<stdin>\nnotes\n</stdin>"]);
});

test("a file on standard input is not read, so that a shell loop keeps the rest of its list", async () => {
  await using model = await startModelServer([sse.say("done"), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  await writeFile(path.join(workspace.cwd, "list.txt"), "one\ntwo\n");
  expect(await inShell(workspace, 'while read -r line; do "$1" "$2" exec "$line"; done < list.txt')).toBe(0);
  expect(promptSeenBy(model)).toEqual(["two"]);
});

test.each([[[]], [["-"]]])("without a prompt (%j) all of standard input is it", async (prompt) => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  expect((await runCodex(workspace, ["exec", ...prompt], { input: "from a pipe" })).code).toBe(0);
  expect(promptSeenBy(model)).toEqual(["from a pipe"]);
});

test("a Windows text is decoded by its byte order mark, alone and with a prompt", async () => {
  await using model = await startModelServer([sse.say("done"), sse.say("done"), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const wide = Buffer.from("\uFEFFgrün", "utf16le");
  expect((await runCodex(workspace, ["exec", "-"], { input: wide })).code).toBe(0);
  expect(promptSeenBy(model)).toEqual(["grün"]);
  expect((await runCodex(workspace, ["exec", "look at"], { input: wide })).code).toBe(0);
  expect(promptSeenBy(model)).toEqual(["look at\n\n<stdin>\ngrün\n</stdin>"]);
  expect((await runCodex(workspace, ["exec"], { input: "\uFEFFgrün" })).code).toBe(0);
  expect(promptSeenBy(model)).toEqual(["grün"]);
});

test("an empty prompt is rejected", async () => {
  await using workspace = await createWorkspace();
  expect(await runCodex(workspace, ["exec", "-"], { input: " \n" })).toMatchObject({
    code: 1,
    stderr: "error: the prompt from standard input is empty\n",
  });
});

async function inShell(workspace: { cwd: string; env: Readonly<Record<string, string>> }, script: string) {
  const args = ["-c", script, "sh", process.execPath, await builtCodex()];
  const child = spawn("sh", args, { cwd: workspace.cwd, env: workspace.env, stdio: "ignore" });
  const [code] = await once(child, "close");
  return code;
}
