import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execPath } from "node:process";
import { DatabaseSync } from "node:sqlite";
import { expect, test, vi } from "vitest";
import { acquireFileLock } from "../src/file-lock.js";

const temporaryFolder = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-lock-"));
  return { at: (name: string) => path.join(folder, name), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
};

test("one holder at a time; the next gets it on release; its file is empty and private, and removed with it", async () => {
  using folder = temporaryFolder();
  const file = folder.at("new/a.lock");
  const held = await acquireFileLock(file, { timeoutMs: 0 });
  expect(held).toBeDefined();
  expect([statSync(file).size, statSync(file).mode & 0o777]).toEqual([0, 0o600]);
  expect(await acquireFileLock(file, { timeoutMs: 0 })).toBeUndefined();
  const next = acquireFileLock(file, { timeoutMs: 60_000 });
  await held?.[Symbol.asyncDispose]();
  await (await next)?.[Symbol.asyncDispose]();
  expect(await next).toBeDefined();
  expect(existsSync(file)).toBe(false);
});

test("concurrent requests get it one after the other", async () => {
  using folder = temporaryFolder();
  let inside = 0;
  const most: number[] = [];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      await using lock = await acquireFileLock(folder.at("a.lock"), { timeoutMs: 60_000 });
      expect(lock).toBeDefined();
      most.push(++inside);
      await new Promise(setImmediate);
      inside--;
    }),
  );
  expect(most).toEqual(Array.from({ length: 12 }, () => 1));
});

test.each([
  ["and created again by another", (file: string) => writeFileSync(file, "")],
  ["and not created again", () => {}],
])("a lock whose file was removed at that moment, %s, is not held", async (_, afterwards) => {
  using folder = temporaryFolder();
  const file = folder.at("a.lock");
  const { exec } = DatabaseSync.prototype;
  using taken = vi.spyOn(DatabaseSync.prototype, "exec").mockImplementationOnce(function (this: DatabaseSync, sql) {
    // What the lock's holder does between our opening the file and our locking it.
    rmSync(file);
    afterwards(file);
    exec.call(this, sql);
  });
  expect(await acquireFileLock(file, { timeoutMs: 0 })).toBeUndefined();
  expect(taken).toHaveBeenCalledOnce();
  await using lock = await acquireFileLock(file, { timeoutMs: 0 });
  expect(lock).toBeDefined();
});

test("a killed holder leaves the lock to the next; an abort ends the wait; a path that cannot be a lock is an error", async () => {
  using folder = temporaryFolder();
  const file = folder.at("a.lock");
  const script = `
    const { DatabaseSync } = require("node:sqlite");
    new DatabaseSync(process.argv[1]).exec("BEGIN EXCLUSIVE");
    console.log("held");
    setInterval(() => {}, 1000);`;
  const holder = spawn(execPath, ["-e", script, file], { stdio: ["ignore", "pipe", "ignore"] });
  await once(holder.stdout, "data");
  const stop = new AbortController();
  const waiting = acquireFileLock(file, { timeoutMs: 60_000, signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow();
  expect(await acquireFileLock(file, { timeoutMs: 0 })).toBeUndefined();
  holder.kill("SIGKILL");
  await using lock = await acquireFileLock(file, { timeoutMs: 60_000 });
  expect(lock).toBeDefined();
  writeFileSync(folder.at("text"), "this is no lock file");
  await expect(acquireFileLock(folder.at("text"), { timeoutMs: 0 })).rejects.toThrow();
});

test("a planted link is removed, and its target is unchanged", async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at("target"), "", { mode: 0o644 });
  symlinkSync(folder.at("target"), folder.at("a.lock"));
  await using _lock = await acquireFileLock(folder.at("a.lock"), { timeoutMs: 0 });
  expect(lstatSync(folder.at("a.lock")).isSymbolicLink()).toBe(false);
  expect(readFileSync(folder.at("target"), "utf8")).toBe("");
  expect(statSync(folder.at("target")).mode & 0o777).toBe(0o644);
});
