import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { storageProblem } from "./storage-problem.js";

const failed = (code: string) => Object.assign(new Error(`${code}: it failed, write`), { code });

it.each([
  ["ENOSPC", "free some space"],
  ["EROFS", "set CODEX_HOME"],
  ["EACCES", "permissions"],
  ["EMFILE", "limit of open files"],
])("says what to do about %s", (code, hint) => {
  expect(storageProblem(failed(code))).toMatch(new RegExp(`${hint}.*\\(${code}: it failed, write\\)`));
});

it("knows a folder that cannot be made where nothing can be written", () => {
  const unmade = Object.assign(failed("ENOENT"), { syscall: "mkdir" });
  expect(storageProblem(unmade)).toContain("set CODEX_HOME");
});

it("knows what a database says of its disk", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-storage-"));
  let fault: unknown;
  try {
    new DatabaseSync(path.join(folder, "absent", "file.db"));
  } catch (error) {
    fault = error;
  }
  rmSync(folder, { recursive: true });
  expect(storageProblem(fault)).toContain("permissions");
});

it("says nothing of other errors", () => {
  expect([failed("ENOENT"), new TypeError("x"), "ENOSPC"].map(storageProblem)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
