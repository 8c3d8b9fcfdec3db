import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { protectedPathsBelow, protectedPathsIn, repositoryOf } from "./protected-paths.js";

let root: TemporaryFolder;
beforeEach(() => {
  root = new TemporaryFolder();
});
afterEach(() => root[Symbol.dispose]());

const make = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(root.at(dirname(path)), { recursive: true });
    writeFileSync(root.at(path), "");
  }
};
const named = (paths: readonly string[]) => paths.map((path) => relative(root.path, path));
const agents = [
  ...[".codex", ".agents", ".aws", ".mcp.json", ".claude/settings.json", ".claude/settings.local.json"],
  ...[".gemini/settings.json", ".qwen/settings.json", ".cursor/mcp.json", ".cursor/hooks.json", ".vscode/mcp.json"],
  ...[".kiro/settings/mcp.json", ".roo/mcp.json", ".kilocode/mcp.json", ".amazonq/mcp.json", ".trae/mcp.json"],
  ...[".opencode/plugin", ".opencode/plugins", ".opencode/tool", ".opencode/tools", "opencode.json", "opencode.jsonc"],
  ...["crush.json", ".crush.json", ".junie/mcp/mcp.json", ".factory/mcp.json", ".amp/settings.json", ".github/hooks"],
  ...[".hg/hgrc", ".hg/hgrc-not-shared", ".hg/sharedpath", ".jj/repo/config.toml", ".jj/workspace-config.toml"],
];
const always = [...agents, ".git/hooks", ".git/config", ".git/commondir"];

test("hooks and settings are protected whether or not they exist; merely obeyed files only if they exist", () => {
  expect(named(protectedPathsBelow(root.path))).toEqual(always);
  make(".gitmodules", ".git/config.worktree", ".git/HEAD", "src/file");
  expect(named(protectedPathsBelow(root.path)).sort()).toEqual(
    [...always, ".gitmodules", ".git/config.worktree"].sort(),
  );
});

test("a pointer is protected together with its target", () => {
  writeFileSync(root.at(".git"), "gitdir: elsewhere\n");
  make("elsewhere/config.worktree");
  const paths = ["hooks", "config", "commondir", "config.worktree"].map((name) => `elsewhere/${name}`);
  expect(named(protectedPathsBelow(root.path))).toEqual([...agents, ".git", ...paths]);
  writeFileSync(root.at(".git"), "this is no pointer");
  expect(named(protectedPathsBelow(root.path))).toEqual([...agents, ".git"]);
});

test.each([
  ["gitdir: /a/b\n", "/a/b"],
  ["gitdir: ../b c\n\n", "../b c"],
  ["gitdir: x", "x"],
  [" gitdir: x\n", undefined],
  ["gitdir:x\n", undefined],
  ["gitdir: x\ny\n", undefined],
  [`gitdir: ${"x/".repeat(5000)}\n`, undefined],
])("%j leads to %j", (text, target) => {
  writeFileSync(root.at(".git"), text);
  expect(repositoryOf(root.at(".git"))).toBe(target && resolve(root.path, target));
});

test("in a writable home: existing start-up files, and CODEX_HOME", () => {
  make("home/.bashrc", "home/.config/fish/config.fish", "home/notes", "other/.bashrc");
  const scope = { root: root.at("home"), workspaces: [] };
  const within = (codexHome: string) => named(protectedPathsIn(scope, { env: { HOME: root.at("home") }, codexHome }));
  expect(within(root.at("home/own"))).toEqual(["home/.bashrc", "home/.config/fish", "home/own"]);
  expect(within(root.at("elsewhere"))).toEqual(["home/.bashrc", "home/.config/fish"]);
  expect(named(protectedPathsIn(scope, { env: { HOME: root.at("other") }, codexHome: undefined }))).toEqual([]);
  expect(named(protectedPathsIn(scope, { env: {}, codexHome: undefined }))).toEqual([]);
});

test("in a writable home: hidden folders of its PATH, but not those of a project's environment", () => {
  const tools = ["home/.pyenv/shims", "home/.local/share/mise/shims"];
  const others = ["home/.venv/bin", "home/work/bin", "home/.x/node_modules/.bin", "elsewhere/.x/bin"];
  make(...[...tools, ...others].map((folder) => `${folder}/tool`));
  const PATH = [...tools, ...others, "home/.gone/bin"].map((folder) => root.at(folder)).join(":");
  const env = { HOME: root.at("home"), PATH: `${PATH}:.x/bin:` };
  const scope = { root: root.at("home"), workspaces: [] };
  expect(named(protectedPathsIn(scope, { env, codexHome: undefined }))).toEqual(tools);
});

test("in a writable home that HOME names by a link", () => {
  make("home/.bashrc", "home/.config/fish/config.fish", "home/.x/bin/tool", "home/.rc");
  symlinkSync("home", root.at("link"));
  const scope = { root: root.at("home"), workspaces: [] };
  const at = (name: string) => root.at("link", name);
  const env = { HOME: root.at("link"), PATH: at(".x/bin"), BASH_ENV: at(".rc"), XDG_CONFIG_HOME: at(".config") };
  const paths = ["home/.bashrc", "home/.config/fish", "home/.rc", "home/.x/bin"];
  expect(named(protectedPathsIn(scope, { env, codexHome: undefined }))).toEqual(paths);
});

test("in a temporary folder: what Node and others keep there to run it again, whether it exists or not", () => {
  make("tmp/node-compile-cache/v1/a", "tmp/other/node-compile-cache/a", "tmp/notes");
  const scope = { root: root.at("tmp"), workspaces: [] };
  const within = (env: Record<string, string>) => named(protectedPathsIn(scope, { env, codexHome: undefined }));
  const uid = process.getuid?.() ?? -1;
  const caches = ["node-compile-cache", "jiti", `tsx-${uid}`, `v8-compile-cache-${uid}`].map((name) => `tmp/${name}`);
  expect(within({ TMPDIR: root.at("tmp") })).toEqual(caches);
  symlinkSync("tmp", root.at("link"));
  expect(within({ TMPDIR: root.at("link") })).toEqual(caches);
  expect(within({})).toEqual([]);
});

test("in a shared repository: files of its other working trees", () => {
  make("main/HEAD", "main/worktrees/a/gitdir", "main/worktrees/a/config.worktree", "main/worktrees/b/HEAD");
  const folder = root.at("main");
  const scope = (own: string) => ({ root: folder, workspaces: [], gitFolders: [{ folder, own }] });
  const none = { env: {}, codexHome: undefined };
  const common = ["main/hooks", "main/config", "main/commondir"];
  expect(named(protectedPathsIn(scope(folder), none))).toEqual(common);
  const others = ["main/HEAD", "main/worktrees/b", "main/worktrees/a/gitdir", "main/worktrees/a/config.worktree"];
  expect(named(protectedPathsIn(scope(join(folder, "worktrees/a")), none))).toEqual([...common, ...others]);
});
