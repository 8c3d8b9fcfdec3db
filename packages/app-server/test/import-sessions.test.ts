import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";

const said = (type: "user" | "assistant", content: unknown, more = {}) => ({
  type,
  timestamp: "2026-11-30T10:00:00.000Z",
  message: { role: type, content },
  ...more,
});

const SESSION = [
  said("user", "What is in\nthe folder?"),
  said("assistant", [
    { type: "thinking", thinking: "hidden", signature: "s" },
    { type: "text", text: "I look." },
    { type: "tool_use", id: "t", name: "Bash", input: { command: "ls" } },
  ]),
  said("user", [{ type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "a.js" }] }]),
  said("assistant", [{ type: "text", text: "of a subagent" }], { isSidechain: true }),
  said("user", "reminder", { isMeta: true }),
  said("assistant", [{ type: "text", text: "One file." }]),
  said("user", [
    { type: "text", text: "Look:" },
    { type: "image", source: {} },
  ]),
];

async function putSession(home: string, lines: readonly object[], name = "one.jsonl"): Promise<string> {
  const folder = path.join(home, ".claude/projects/-work");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n{ broken\n`);
  return realpath(file);
}

async function importFiles(server: TestServer, client: Awaited<ReturnType<TestServer["connect"]>>, files: string[]) {
  const sessions = files.map((file) => ({ path: file, cwd: server.cwd, title: null }));
  const item = { itemType: "SESSIONS" as const, description: "", details: { sessions } };
  const { importId } = await client.call("externalAgentConfig/import", { migrationItems: [item] });
  const done = await client.hear("externalAgentConfig/import/completed", (params) => params.importId === importId);
  return done.itemTypeResults[0];
}

test("a session of Claude Code becomes a thread that goes on where it ended", async () => {
  await using server = await startServer({ script: [sse.say("An image.")] });
  const source = await putSession(server.codexHome, SESSION);
  await using client = await server.connect({ experimentalApi: true });
  const result = await importFiles(server, client, [source]);
  const threadId = result?.successes[0]?.target ?? "";
  expect(result).toMatchObject({
    successes: [{ itemType: "SESSIONS", cwd: server.cwd, source, title: "What is in" }],
    failures: [],
  });
  const { thread } = await client.call("thread/read", { threadId, includeTurns: true });
  const texts = thread.turns.map(({ status, items }) => [
    status,
    ...items.map((item) =>
      item.type === "agentMessage" ? item.text : JSON.stringify(item).match(/"text":"(.*?)"/)?.[1],
    ),
  ]);
  expect(texts).toEqual([
    [
      "completed",
      "What is in\\nthe folder?",
      'I look.\n\n[called Bash: {"command":"ls"}]',
      "[result: a.js]",
      "One file.",
    ],
    ["completed", "Look:\\n\\n[not imported: image]"],
  ]);
  expect(thread).toMatchObject({ cwd: server.cwd, preview: "What is in\nthe folder?" });
  const listed = await client.call("thread/list", {});
  expect(listed.data.map(({ id }) => id)).toEqual([threadId]);
  await client.call("thread/resume", { threadId });
  await client.call("turn/start", { threadId, input: [{ type: "text", text: "Go on" }] });
  await client.hear("turn/completed");
  const input = JSON.stringify(server.model.requests[0]?.body);
  for (const words of ["One file.", "[result: a.js]", "Go on"]) expect(input).toContain(words);
  for (const words of ["hidden", "of a subagent", "reminder"]) expect(input).not.toContain(words);
});

test("the same content is imported once, and clients find its thread in the ledger", async () => {
  await using server = await startServer();
  const source = await putSession(server.codexHome, [...SESSION, { type: "custom-title", customTitle: "My title" }]);
  await using client = await server.connect({ experimentalApi: true });
  const first = await importFiles(server, client, [source]);
  expect(await importFiles(server, client, [source])).toMatchObject({ successes: [], failures: [] });
  const ledger = JSON.parse(await readFile(path.join(server.codexHome, "external_agent_session_imports.json"), "utf8"));
  expect(ledger.records).toEqual([
    expect.objectContaining({
      source_path: source,
      content_sha256: createHash("sha256")
        .update(await readFile(source))
        .digest("hex"),
      imported_thread_id: first?.successes[0]?.target,
      title: "My title",
    }),
  ]);
  const { data } = await client.call("thread/list", {});
  expect(data.map(({ name }) => name)).toEqual(["My title"]);
});

test("other files are refused, whoever names them, and the next one is imported", async () => {
  await using server = await startServer();
  const source = await putSession(server.codexHome, SESSION);
  const empty = await putSession(server.codexHome, [], "empty.jsonl");
  const pipe = path.join(path.dirname(source), "pipe.jsonl");
  execFileSync("mkfifo", [pipe]);
  const huge = path.join(path.dirname(source), "huge.jsonl");
  await writeFile(huge, "");
  await truncate(huge, 2 ** 40);
  const elsewhere = path.join(server.cwd, "other.jsonl");
  await writeFile(elsewhere, JSON.stringify(SESSION[0]));
  await using client = await server.connect({ experimentalApi: true });
  const result = await importFiles(server, client, ["/missing.jsonl", elsewhere, pipe, huge, empty, source]);
  expect(result?.failures.map(({ message }) => message)).toEqual([
    "/missing.jsonl is not a session of Claude Code, which are in ~/.claude/projects",
    `${elsewhere} is not a session of Claude Code, which are in ~/.claude/projects`,
    `${pipe} is not a session of Claude Code, which are in ~/.claude/projects`,
    `${huge} is too large to be imported`,
    `${empty} has no messages`,
  ]);
  expect(result?.successes).toHaveLength(1);
});
