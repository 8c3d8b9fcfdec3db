import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { otherPlaceOf } from "../../src/rollout/rollout-path.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import type { ThreadQuery } from "../../src/store/thread-store.js";
import { threadId, userItem, writeEnveloped, writeFlat } from "../support/rollout-lines.js";

const context = userItem("<environment_context>\n</environment_context>");

test("threads are listed newest first, with the user's first message", async () => {
  using home = new TemporaryFolder();
  writeFlat(home, { id: threadId(1), time: "2025-08-20T10-00-00", lines: [context, userItem("hello")] });
  home.write(`sessions/2025/08/20/rollout-2025-08-20T11-00-00-${threadId(2)}.jsonl`, "torn");
  home.write(`sessions/2024/12/31/rollout-2024-12-31T23-59-59-${threadId(3)}.jsonl`, "");
  home.write("sessions/2025/08/20/notes.jsonl", "");
  symlinkSync("/etc/passwd", home.at(`sessions/2025/08/20/rollout-2025-08-20T12-00-00-${threadId(4)}.jsonl`));
  const store = fileThreadStore(home.path);
  const { threads, nextCursor } = await store.list();
  expect(threads.map(({ id, preview, meta }) => [id, preview, meta?.id])).toEqual([
    [threadId(2), undefined, undefined],
    [threadId(1), "hello", threadId(1)],
    [threadId(3), undefined, undefined],
  ]);
  expect(nextCursor).toBeUndefined();
  expect((await store.list({ isBegun: true })).threads.map(({ id }) => id)).toEqual([threadId(1)]);
  expect((await fileThreadStore(home.at("none")).list()).threads).toEqual([]);
});

test("rollouts outside of the date folders are listed by their time, resumed and archived", async () => {
  using home = new TemporaryFolder();
  for (const [number, day] of [20, 22, 24].entries()) {
    writeFlat(home, { id: threadId(number), time: `2025-08-${day}T10-00-00`, lines: [userItem("x")] });
  }
  const nameOf = (number: number, day: number) => `rollout-2025-08-${day}T10-00-00-${threadId(number)}.jsonl`;
  for (const [number, day] of [
    [3, 19],
    [4, 21],
    [5, 23],
    [6, 25],
  ] as const) {
    home.write(`sessions/${nameOf(number, day)}`, "");
  }
  const store = fileThreadStore(home.path);
  const idsOf = (numbers: number[]) => numbers.map((number) => threadId(number));
  expect((await store.list()).threads.map(({ id }) => id)).toEqual(idsOf([6, 2, 5, 1, 4, 0, 3]));
  expect((await store.find(threadId(4))).path).toBe(home.at(`sessions/${nameOf(4, 21)}`));
  expect(otherPlaceOf(home.at(`sessions/${nameOf(4, 21)}`))).toBe(home.at(`archived_sessions/${nameOf(4, 21)}`));
  await store.archive(threadId(4));
  expect((await store.unarchive(threadId(4))).path).toBe(home.at(`sessions/2025/08/21/${nameOf(4, 21)}`));
});

test("a thread is found only by its id, and only in its place", async () => {
  using home = new TemporaryFolder({ "secret.jsonl": "{}" });
  const file = writeFlat(home, { id: threadId(1), time: "2025-08-20T10-00-00", lines: [] });
  const store = fileThreadStore(home.path);
  expect(await store.find(threadId(1).toUpperCase())).toMatchObject({ id: threadId(1), path: file });
  symlinkSync(home.at("secret.jsonl"), home.at(`sessions/2025/08/20/rollout-2025-08-20T12-00-00-${threadId(2)}.jsonl`));
  for (const id of [threadId(2), "../../secret", "/etc/passwd", "", "\0", `${threadId(1)}/..`, "*"]) {
    await expect(store.find(id)).rejects.toMatchObject({ code: "conversation-not-found" });
    for (const method of ["archive", "unarchive", "delete"] as const) {
      await expect(store[method](id)).rejects.toMatchObject({ code: "conversation-not-found" });
    }
    await expect(store.rename(id, "x")).rejects.toMatchObject({ code: "conversation-not-found" });
  }
  expect(existsSync(file)).toBe(true);
});

test("a thread file that is a link, or in a linked folder elsewhere, is ignored", async () => {
  using home = new TemporaryFolder();
  const file = writeFlat(home, { id: threadId(1), time: "2025-08-20T10-00-00", lines: [] });
  symlinkSync(file, home.at(`sessions/2025/08/20/rollout-2025-08-20T12-00-00-${threadId(2)}.jsonl`));
  home.write(`outside/rollout-2025-08-21T12-00-00-${threadId(3)}.jsonl`, readFileSync(file, "utf8"));
  symlinkSync(home.at("outside"), home.at("sessions/2025/08/21"));
  const store = fileThreadStore(home.path);
  expect((await store.find(threadId(1))).path).toBe(file);
  for (const id of [threadId(2), threadId(3)]) {
    await expect(store.find(id)).rejects.toMatchObject({ code: "conversation-not-found" });
    await expect(store.delete(id)).rejects.toMatchObject({ code: "conversation-not-found" });
  }
  expect(existsSync(home.at(`outside/rollout-2025-08-21T12-00-00-${threadId(3)}.jsonl`))).toBe(true);
});

/** Twenty threads, the odd ones started in /odd, last written in reverse order. */
function twentyThreads(home: TemporaryFolder): void {
  for (let number = 0; number < 20; number++) {
    const time = `2025-08-20T10-00-${String(Math.floor(number / 2) * 2).padStart(2, "0")}`;
    const meta = {
      cwd: number % 2 === 1 ? "/odd" : "/even",
      source: number === 7 ? "exec" : "cli",
      model_provider: "mock",
    };
    const file = writeFlat(home, { id: threadId(number), time, meta, lines: [userItem(`message ${number}`)] });
    utimesSync(file, 1_000_000 - number, 1_000_000 - number);
  }
}

test("pages are contiguous in every order and direction", async () => {
  using home = new TemporaryFolder();
  twentyThreads(home);
  const store = fileThreadStore(home.path);
  for (const sortKey of ["created", "updated"] as const) {
    for (const direction of ["asc", "desc"] as const) {
      const seen: string[] = [];
      let query: ThreadQuery = { sortKey, direction, limit: 3 };
      for (let page = 0; ; page++) {
        const { threads, nextCursor, backwardsCursor } = await store.list(query);
        if (page === 2) {
          const other = direction === "asc" ? "desc" : "asc";
          const back = await store.list({ sortKey, direction: other, limit: 3, cursor: backwardsCursor });
          expect(back.threads.map(({ id }) => id)).toEqual(seen.slice(-3).reverse());
        }
        seen.push(...threads.map(({ id }) => id));
        if (nextCursor === undefined) break;
        query = { ...query, cursor: nextCursor };
      }
      const isAscending = (sortKey === "created") === (direction === "asc");
      const all = Array.from({ length: 20 }, (_, number) => threadId(isAscending ? number : 19 - number));
      expect(seen).toEqual(all);
    }
  }
  for (const cursor of ["not-a-cursor", "", Buffer.from("created|1|x").toString("base64url")]) {
    await expect(store.list({ cursor })).rejects.toMatchObject({ code: "cursor-invalid" });
  }
});

test("filters apply to all pages of a list", async () => {
  using home = new TemporaryFolder();
  twentyThreads(home);
  const store = fileThreadStore(home.path);
  const count = async (query: ThreadQuery) => (await store.list(query)).threads.length;
  expect(await count({ cwds: ["/odd"] })).toBe(10);
  expect(await count({ cwds: ["/odd", "/even"] })).toBe(20);
  expect(await count({ cwds: ["/elsewhere"] })).toBe(0);
  expect(await count({ sourceKinds: ["exec"] })).toBe(1);
  expect(await count({ sourceKinds: ["cli"], cwds: ["/odd"] })).toBe(9);
  expect(await count({ modelProviders: ["nobody"] })).toBe(0);
  expect(await count({ search: "MESSAGE 1" })).toBe(11);
  expect(await count({ includedIds: [threadId(3), threadId(4)], excludedIds: [threadId(4)] })).toBe(1);
  const first = await store.list({ cwds: ["/odd"], limit: 6 });
  const second = await store.list({ cwds: ["/odd"], limit: 6, cursor: first.nextCursor });
  expect([first.threads.length, second.threads.length, second.nextCursor]).toEqual([6, 4, undefined]);
});

test("a list of subagents has all of them; a list of some kinds has those", async () => {
  using home = new TemporaryFolder();
  const spawned = { subagent: { thread_spawn: { parent_thread_id: threadId(1), depth: 1 } } };
  const sources = [
    "cli",
    spawned,
    { subagent: "review" },
    { subagent: "compact" },
    { subagent: { other: "guardian" } },
  ];
  for (const [index, source] of sources.entries()) {
    const place = { id: threadId(index + 1), time: `2025-08-20T10-00-0${index}` };
    writeFlat(home, { ...place, meta: { source }, lines: [userItem("x")] });
  }
  const store = fileThreadStore(home.path);
  const numbers = async (sourceKinds: ThreadQuery["sourceKinds"]) => {
    const { threads } = await store.list({ sourceKinds, direction: "asc" });
    return threads.map(({ id }) => sources.findIndex((_, index) => threadId(index + 1) === id));
  };
  expect(await numbers(["subAgent"])).toEqual([1, 2, 3, 4]);
  expect(await numbers(["subAgentReview"])).toEqual([2]);
  expect(await numbers(["cli", "subAgentThreadSpawn"])).toEqual([0, 1]);
  expect(await numbers(["unknown"])).toEqual([]);
});

test("a name is set, replaced, found and kept among names that others wrote", async () => {
  using home = new TemporaryFolder({
    "session_index.jsonl": `torn\n{"id":"${threadId(2)}","thread_name":"Theirs","updated_at":"2026-11-29T00:00:00Z"}\n`,
  });
  for (const number of [1, 2]) {
    writeFlat(home, { id: threadId(number), time: `2025-08-20T10-00-0${number}`, lines: [userItem("x")] });
  }
  const store = fileThreadStore(home.path);
  await store.rename(threadId(1), "First");
  await store.rename(threadId(1), "  Second one ");
  expect((await store.list()).threads.map(({ name }) => name)).toEqual(["Theirs", "Second one"]);
  expect((await store.list({ search: "second" })).threads.map(({ id }) => id)).toEqual([threadId(1)]);
  for (const blank of ["", "   "]) {
    await expect(store.rename(threadId(1), blank)).rejects.toMatchObject({ code: "request-invalid" });
  }
});

test("an archived thread leaves the lists, and returns completely", async () => {
  using home = new TemporaryFolder();
  const file = writeFlat(home, { id: threadId(1), time: "2025-08-20T10-00-00", lines: [userItem("x")] });
  const content = readFileSync(file, "utf8");
  const store = fileThreadStore(home.path);
  await store.archive(threadId(1));
  expect((await store.list()).threads).toEqual([]);
  expect((await store.list({ isArchived: true })).threads).toMatchObject([{ id: threadId(1), isArchived: true }]);
  expect((await store.find(threadId(1))).path).toBe(
    home.at(`archived_sessions/rollout-2025-08-20T10-00-00-${threadId(1)}.jsonl`),
  );
  await expect(store.archive(threadId(1))).rejects.toMatchObject({ code: "conversation-not-found" });
  expect(await store.unarchive(threadId(1))).toMatchObject({ path: file, isArchived: false });
  expect(readFileSync(file, "utf8")).toBe(content);
  await expect(store.unarchive(threadId(1))).rejects.toMatchObject({ code: "conversation-not-found" });
  await store.delete(threadId(1));
  expect(existsSync(file)).toBe(false);
  await expect(store.find(threadId(1))).rejects.toMatchObject({ code: "conversation-not-found" });
});

test("a reverted thread is listed once, by its first message; the file that a fork starts with is not deleted", async () => {
  using home = new TemporaryFolder();
  const message = (text: string) => ["response_item", userItem(text)] as const;
  writeEnveloped(home, { id: threadId(1), time: "2026-01-01T10-00-00", lines: [message("first"), message("second")] });
  const segment = writeEnveloped(home, {
    id: threadId(1),
    segment: threadId(11),
    time: "2026-01-01T11-00-00",
    ordinal: 2,
    meta: { history_base: { thread_id: threadId(1), end_ordinal_exclusive: 2 } },
    lines: [message("third")],
  });
  writeEnveloped(home, {
    id: threadId(2),
    time: "2026-01-01T12-00-00",
    ordinal: 4,
    meta: { forked_from_id: threadId(1), history_base: { thread_id: threadId(11), end_ordinal_exclusive: 4 } },
    lines: [message("in the fork")],
  });
  const store = fileThreadStore(home.path);
  const { threads } = await store.list();
  expect(threads.map(({ id, preview, path, meta }) => [id, preview, path, meta?.forked_from_id])).toEqual([
    [threadId(2), "in the fork", expect.any(String), threadId(1)],
    [threadId(1), "first", segment, undefined],
  ]);
  await expect(store.delete(threadId(1))).rejects.toMatchObject({ code: "thread-in-use" });
  await store.archive(threadId(1));
  expect((await store.list()).threads).toHaveLength(1);
  await store.delete(threadId(2));
  await store.delete(threadId(1));
  expect((await store.list({ isArchived: true })).threads).toEqual([]);
});

test("a long list is the same with an index, without one, and with one that is damaged, old or stale", async () => {
  using home = new TemporaryFolder();
  const files = Array.from({ length: 150 }, (_, number) => {
    const time = `2025-08-20T10-${String(Math.floor(number / 60)).padStart(2, "0")}-${String(number % 60).padStart(2, "0")}`;
    return writeFlat(home, { id: threadId(number), time, lines: [userItem(`message ${number}`)] });
  });
  const store = fileThreadStore(home.path);
  const previews = async () =>
    (await store.list({ limit: 500, direction: "asc" })).threads.map(({ preview }) => preview);
  const expected = files.map((_, number) => `message ${number}`);
  const index = home.at("thread-index.sqlite");
  utimesSync(files[120] ?? "", 1_000_000, 1_000_000);
  expect(await previews()).toEqual(expected);
  expect(existsSync(index)).toBe(true);
  // Indexed files are not read again.
  writeFileSync(files[120] ?? "", " ".repeat(statSync(files[120] ?? "").size));
  utimesSync(files[120] ?? "", 1_000_000, 1_000_000);
  expect(await previews()).toEqual(expected);
  writeFlat(home, { id: threadId(120), time: "2025-08-20T10-02-00", lines: [userItem("message 120")] });
  writeFileSync(index, "this is no index");
  expect(await previews()).toEqual(expected);
  expect(readFileSync(index, "latin1")).toContain("SQLite format 3");
  const { DatabaseSync } = await import("node:sqlite");
  const old = new DatabaseSync(index);
  old.exec("DROP TABLE rollout; CREATE TABLE rollout (x); PRAGMA user_version = 0");
  old.close();
  expect(await previews()).toEqual(expected);
  appendFileSync(files[140] ?? "", "");
  writeFlat(home, { id: threadId(140), time: "2025-08-20T10-02-20", lines: [userItem("another one")] });
  expect((await previews())[140]).toBe("another one");
  rmSync(index);
  rmSync(files[149] ?? "");
  expect(await previews()).toEqual(expected.toSpliced(149).with(140, "another one"));
});
