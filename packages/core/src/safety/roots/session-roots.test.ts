import { mkdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SessionRoots } from "./session-roots.js";

let base: TemporaryFolder;
beforeAll(() => {
  base = new TemporaryFolder({}, homedir());
  for (const name of ["work", "tmp", "codex"]) mkdirSync(base.at(name));
});
afterAll(() => base[Symbol.dispose]());

const policy = {
  mode: "workspace-write",
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: true,
} as const;
const scopeOf = (env: Record<string, string>, cwd = base.at("work")) => {
  const scope = new SessionRoots({ env, codexHome: base.at("codex") }).scope(policy, cwd);
  return scope.type === "scope" ? scope.roots.map(({ root }) => root).sort() : scope.message;
};

test("a TMPDIR that is not an absolute path makes nothing writable", () => {
  expect(scopeOf({ TMPDIR: base.at("tmp") })).toEqual([base.at("tmp"), base.at("work")].sort());
  for (const TMPDIR of ["", ".", "..", "../tmp", "tmp"]) expect(scopeOf({ TMPDIR })).toEqual([base.at("work")]);
});

test("a temporary folder that is CODEX_HOME is not writable; one around CODEX_HOME is", () => {
  const rootsFor = (codexHome: string) => {
    const scope = new SessionRoots({ env: { TMPDIR: base.at("tmp") }, codexHome }).scope(policy, base.at("work"));
    return scope.type === "scope" && scope.roots.map(({ root }) => root).sort();
  };
  symlinkSync(base.at("tmp"), base.at("link"));
  expect(rootsFor(base.at("tmp"))).toEqual([base.at("work")]);
  expect(rootsFor(base.at("link"))).toEqual([base.at("work")]);
  expect(rootsFor(base.at("tmp/codex"))).toEqual([base.at("tmp"), base.at("work")]);
});

test("a session's folder in CODEX_HOME stays writable when CODEX_HOME is in a temporary folder", () => {
  const workspace = base.at("codex/fleet/workspaces/nested");
  mkdirSync(workspace, { recursive: true });
  expect(scopeOf({ TMPDIR: base.path }, workspace)).toEqual([base.path, workspace]);
});

test("CODEX_HOME must not be a working directory, except for folders made for sessions in it", () => {
  expect(scopeOf({}, base.at("codex"))).toEqual([]);
  for (const place of ["worktrees/a/repository", "fleet/workspaces/thread"]) {
    const folder = base.at("codex", place);
    mkdirSync(folder, { recursive: true });
    expect(scopeOf({}, folder)).toEqual([folder]);
  }
  // What a fleet worker keeps there besides workspaces belongs to Codex.
  expect(scopeOf({}, base.at("codex/fleet"))).toEqual([]);
});

test("code of Codex is protected where a project has installed it, but not where it is part of the project", () => {
  const programsOf = (codeFolder: string) =>
    new SessionRoots({ env: { HOME: base.path }, codeFolder }).ownPrograms.filter((path) => !path.includes(".cache"));
  const installed = base.at("node_modules/@codex/cli/dist");
  expect(programsOf(installed)).toEqual([installed]);
  expect(programsOf(base.at("dist"))).toEqual([]);
});
