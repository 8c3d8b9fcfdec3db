import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { type ModelReply, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { startListeningServer } from "./support/listening-server.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

async function serverWith(script: readonly ModelReply[]) {
  const disposables = new AsyncDisposableStack();
  const model = disposables.use(await startModelServer(script));
  const workspace = disposables.use(await createWorkspace({ model, config: 'sandbox_mode = "danger-full-access"' }));
  const { url } = disposables.use(await startListeningServer(workspace));
  const codex = (...args: string[]) => runCodex(workspace, args);
  return { model, workspace, url, codex, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;
const idIn = (text: string): string => ID.exec(text)?.[0] ?? "";
const WAITS = sse.shell(["sh", "-c", "until test -e go-on; do sleep 0.05; done"]);

test("a message for a busy thread becomes its next turn", async () => {
  await using world = await serverWith([WAITS, sse.say("one"), sse.say("two")]);
  const { url, workspace, codex, model } = world;
  const child = await startCodex(workspace, ["exec", "--json", "--remote", url, "first"]);
  const result = resultOf(child);
  child.stdin.end();
  let id = "";
  for await (const line of createInterface({ input: child.stdout })) {
    id ||= idIn(line);
    if (line.includes("item.started")) break;
  }
  const queued = await codex("queue", "--remote", url, "--thread", id, "--message", "second");
  expect(queued.stdout).toMatch(new RegExp(`^Queued message ${ID.source} for thread ${id}\\.\n$`));
  await writeFile(path.join(workspace.cwd, "go-on"), "");
  expect((await result).code).toBe(0);
  await model.waitForRequests(3);
  expect(JSON.stringify(model.requests[2]?.body)).toContain('"text":"second"');
});

test("--resume starts a turn in a thread that is not loaded; without it the message waits", async () => {
  await using world = await serverWith([sse.say("one"), sse.say("two")]);
  const { url, codex, model } = world;
  const id = idIn((await codex("exec", "--json", "first")).stdout);
  await codex("rename", id, "the docs");
  const queue = (message: string, ...more: string[]) =>
    codex("queue", "--remote", url, "--thread", "the docs", "--message", message, ...more);
  expect(await queue("second")).toMatchObject({ code: 0, stderr: "" });
  expect(model.requests).toHaveLength(1);
  model.push(sse.say("three"));
  expect(await queue("third", "--resume")).toMatchObject({ code: 0, stderr: "" });
  await model.waitForRequests(3);
  expect(JSON.stringify(model.requests[1]?.body)).toContain('"text":"second"');
  expect(JSON.stringify(model.requests[2]?.body)).toContain('"text":"third"');
});

test("a message that cannot be queued is an error", async () => {
  await using world = await serverWith([]);
  const { url, codex } = world;
  const said = async (...args: string[]) => {
    const { code, stderr } = await codex("queue", ...args);
    return `${code} ${stderr.trim()}`;
  };
  const remote = ["--remote", url, "--message", "x"];
  expect(await said("--thread", "t", "--message", "x", "-C", "/", "-p", "quick")).toMatch(
    /^2 error: say which server has the thread: --remote URL/,
  );
  expect(await said(...remote)).toMatch(/^2 error: say which thread/);
  expect(await said("--remote", url, "--thread", "t", "--message", " ")).toMatch(/^2 error: say which thread/);
  expect(await said(...remote, "--thread", "nobody")).toBe("1 error: the server has no thread called nobody");
  const unknown = "01a22c4c-549e-7a72-a61e-7d7a6130187c";
  expect(await said(...remote, "--thread", unknown)).toBe(
    `1 error: the server says: no rollout found for thread id ${unknown}`,
  );
});
