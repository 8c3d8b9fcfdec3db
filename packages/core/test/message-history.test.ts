import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import {
  appendHistoryEntry,
  historyMetadata,
  lookupHistoryEntry,
  recentHistory,
} from "../src/rollout/message-history.js";

const keepAll = { persistence: "save-all", maxBytes: undefined } as const;

test("entries are appended, counted and found again", async () => {
  using home = new TemporaryFolder();
  expect(await historyMetadata(home.path)).toEqual({ logId: 0, entryCount: 0 });
  for (const text of ["one", "two\nlines"]) {
    await appendHistoryEntry({ codexHome: home.path, history: keepAll }, { sessionId: "s", text });
  }
  const { logId, entryCount } = await historyMetadata(home.path);
  expect(entryCount).toBe(2);
  const entry = { session_id: "s", ts: expect.any(Number), text: "two\nlines" };
  expect(await lookupHistoryEntry(home.path, { logId, offset: 1 })).toEqual(entry);
  expect(await lookupHistoryEntry(home.path, { logId, offset: 2 })).toBeUndefined();
  expect(await lookupHistoryEntry(home.path, { logId: logId + 1, offset: 1 })).toBeUndefined();
  expect(statSync(home.at("history.jsonl")).mode & 0o777).toBe(0o600);
});

test("the latest messages come first and once, also those before a very long one", async () => {
  using home = new TemporaryFolder();
  expect(await recentHistory(home.path, 3)).toEqual([]);
  const long = "x".repeat(3_000_000);
  for (const text of ["old", "again", "older than long", long, "again"]) {
    await appendHistoryEntry({ codexHome: home.path, history: keepAll }, { sessionId: "s", text });
  }
  expect(await recentHistory(home.path, 3)).toEqual(["again", long, "older than long"]);
  expect(await recentHistory(home.path, 9)).toEqual(["again", long, "older than long", "old"]);
});

test("nothing is saved when the user has disabled it", async () => {
  using home = new TemporaryFolder();
  const history = { persistence: "none", maxBytes: undefined } as const;
  await appendHistoryEntry({ codexHome: home.path, history }, { sessionId: "s", text: "x" });
  expect(existsSync(home.at("history.jsonl"))).toBe(false);
});

test("above max_bytes the oldest entries are removed completely", async () => {
  using home = new TemporaryFolder();
  const history = { persistence: "save-all", maxBytes: 400 } as const;
  for (let index = 0; index < 30; index++) {
    await appendHistoryEntry({ codexHome: home.path, history }, { sessionId: "s", text: `message ${index}` });
  }
  const lines = readFileSync(home.at("history.jsonl"), "utf8").trim().split("\n");
  const texts = lines.map((line) => JSON.parse(line).text);
  expect(texts).toEqual(Array.from(texts, (_, index) => `message ${30 - texts.length + index}`));
  expect(texts.length).toBeGreaterThan(3);
  await appendHistoryEntry({ codexHome: home.path, history }, { sessionId: "s", text: "x".repeat(1000) });
  expect(readFileSync(home.at("history.jsonl"), "utf8").split("\n")).toHaveLength(2);
});

test("wrong permissions are repaired, a planted link is not followed, and an unavailable lock is skipped", async () => {
  using home = new TemporaryFolder({ "history.jsonl": "", "history.lock": "this is no lock" });
  await appendHistoryEntry({ codexHome: home.path, history: keepAll }, { sessionId: "s", text: "x" });
  expect(statSync(home.at("history.jsonl")).mode & 0o777).toBe(0o600);
  using other = new TemporaryFolder();
  writeFileSync(other.at("target"), "");
  symlinkSync(other.at("target"), other.at("history.jsonl"));
  const append = appendHistoryEntry({ codexHome: other.path, history: keepAll }, { sessionId: "s", text: "x" });
  await expect(append).rejects.toMatchObject({ code: "ELOOP" });
  expect(readFileSync(other.at("target"), "utf8")).toBe("");
});
