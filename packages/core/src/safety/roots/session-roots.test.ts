import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SessionRoots } from "./session-roots.js";

let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(homedir(), ".roots-")));
  for (const name of ["work", "tmp", "codex"]) mkdirSync(join(base, name));
});
afterAll(() => rmSync(base, { recursive: true }));

const policy = {
  mode: "workspace-write",
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: true,
} as const;
const scopeOf = (env: Record<string, string>, cwd = join(base, "work")) => {
  const scope = new SessionRoots({ env, codexHome: join(base, "codex") }).scope(policy, cwd);
  return scope.type === "scope" ? scope.roots.map(({ root }) => root).sort() : scope.message;
};

test("a TMPDIR that is not an absolute path makes nothing writable", () => {
  expect(scopeOf({ TMPDIR: join(base, "tmp") })).toEqual([join(base, "tmp"), join(base, "work")].sort());
  for (const TMPDIR of ["", ".", "..", "../tmp", "tmp"]) expect(scopeOf({ TMPDIR })).toEqual([join(base, "work")]);
});

test("a temporary folder that is CODEX_HOME is not writable; one around CODEX_HOME is", () => {
  const rootsFor = (codexHome: string) => {
    const scope = new SessionRoots({ env: { TMPDIR: join(base, "tmp") }, codexHome }).scope(policy, join(base, "work"));
    return scope.type === "scope" && scope.roots.map(({ root }) => root).sort();
  };
  symlinkSync(join(base, "tmp"), join(base, "link"));
  expect(rootsFor(join(base, "tmp"))).toEqual([join(base, "work")]);
  expect(rootsFor(join(base, "link"))).toEqual([join(base, "work")]);
  expect(rootsFor(join(base, "tmp/codex"))).toEqual([join(base, "tmp"), join(base, "work")]);
});

test("a session's folder in CODEX_HOME stays writable when CODEX_HOME is in a temporary folder", () => {
  const workspace = join(base, "codex/fleet/workspaces/nested");
  mkdirSync(workspace, { recursive: true });
  expect(scopeOf({ TMPDIR: base }, workspace)).toEqual([base, workspace]);
});

test("CODEX_HOME must not be a working directory, except for folders made for sessions in it", () => {
  expect(scopeOf({}, join(base, "codex"))).toEqual([]);
  for (const place of ["worktrees/a/repository", "fleet/workspaces/thread"]) {
    const folder = join(base, "codex", place);
    mkdirSync(folder, { recursive: true });
    expect(scopeOf({}, folder)).toEqual([folder]);
  }
  // What a fleet worker keeps there besides workspaces belongs to Codex.
  expect(scopeOf({}, join(base, "codex/fleet"))).toEqual([]);
});

test("code of Codex is protected where a project has installed it, but not where it is part of the project", () => {
  const programsOf = (codeFolder: string) =>
    new SessionRoots({ env: { HOME: base }, codeFolder }).ownPrograms.filter((path) => !path.includes(".cache"));
  const installed = join(base, "node_modules/@codex/cli/dist");
  expect(programsOf(installed)).toEqual([installed]);
  expect(programsOf(join(base, "dist"))).toEqual([]);
});
