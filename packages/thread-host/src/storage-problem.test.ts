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
])("gives advice about %s", (code, hint) => {
  expect(storageProblem(failed(code))).toMatch(new RegExp(`${hint}.*\\(${code}: it failed, write\\)`));
});

it("recognizes a folder that cannot be created on a read-only file system", () => {
  const unmade = Object.assign(failed("ENOENT"), { syscall: "mkdir" });
  expect(storageProblem(unmade)).toContain("set CODEX_HOME");
});

it("recognizes a database's disk errors", () => {
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

it("ignores other errors", () => {
  expect([failed("ENOENT"), new TypeError("x"), "ENOSPC"].map(storageProblem)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
