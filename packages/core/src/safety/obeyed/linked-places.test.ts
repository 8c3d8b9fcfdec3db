import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { git } from "../../../test/support/git.js";
import { linkedPlaces } from "./linked-places.js";
import { ObeyedFiles } from "./obeyed-files.js";

const OLD = "#!/bin/sh\n";
const EVIL = "[core]\n\tfsmonitor = touch PWN\n";

/** What programs obey in a project is links to files and folders of the project that nothing protects by their names. */
function linkedProject(): TemporaryFolder {
  const folder = new TemporaryFolder({
    "scripts/pre-commit": OLD,
    "hooks/real/pre-push": OLD,
    "sub/hooks/post-merge": OLD,
    "agents/config.toml": OLD,
    "rules/a.rules": OLD,
    "servers.json": OLD,
    "dot/bashrc": OLD,
    "dot/config/fish/config.fish": OLD,
  });
  git(folder.path, "init", "-q");
  git(folder.path, "config", "core.hooksPath", "hooks/link");
  chmodSync(folder.at("hooks/real/pre-push"), 0o755);
  renameSync(folder.at(".git/config"), folder.at("settings"));
  symlinkSync("../settings", folder.at(".git/config"));
  symlinkSync("../../scripts/pre-commit", folder.at(".git/hooks/pre-commit"));
  symlinkSync("real", folder.at("hooks/link"));
  mkdirSync(folder.at("bare/objects"), { recursive: true });
  mkdirSync(folder.at("bare/refs"));
  folder.write("bare/HEAD", "ref: refs/heads/main\n");
  symlinkSync("../sub/hooks", folder.at("bare/hooks"));
  symlinkSync("agents", folder.at(".codex"));
  symlinkSync("../rules", folder.at("agents/rules"));
  symlinkSync("servers.json", folder.at(".mcp.json"));
  symlinkSync("dot/bashrc", folder.at(".bashrc"));
  symlinkSync("dot/config", folder.at(".config"));
  return folder;
}

const scopeOf = ({ path }: TemporaryFolder) => ({ roots: [{ root: path, workspaces: [path] }], env: { HOME: path } });

test.each([
  "settings",
  "scripts/pre-commit",
  "hooks/real/pre-push",
  "hooks/real/pre-commit",
  "sub/hooks/post-merge",
  "agents/config.toml",
  "rules/a.rules",
  "rules/b.rules",
  "servers.json",
  "dot/bashrc",
  "dot/config/fish/config.fish",
])("what a command writes to %s, to which something leads that programs obey, is moved aside", async (file) => {
  using folder = linkedProject();
  const watch = await new ObeyedFiles({}).begin(scopeOf(folder));
  folder.write(file, EVIL);
  expect((await watch.end(new Set())).paths).toEqual([folder.at(file)]);
  expect(readFileSync(folder.at(`${file}.untrusted`), "utf8")).toBe(EVIL);
});

test("skills that are links to a project's own folders stay, and so does a link to the project", async () => {
  using folder = new TemporaryFolder({ ".agents/x": "", "skills/greet/SKILL.md": "old", "src/main": "old" });
  symlinkSync("../skills", folder.at(".agents/skills"));
  symlinkSync("..", folder.at(".agents/all"));
  const watch = await new ObeyedFiles({}).begin(scopeOf(folder));
  folder.write("skills/greet/SKILL.md", "new");
  folder.write("src/main", "new");
  expect(await watch.end(new Set())).toEqual({ paths: [], isFailure: false });
});

test("only links into writable folders have another place", () => {
  using folder = new TemporaryFolder({ "work/a/file": "", "work/project/file": "", outside: "" });
  const links = {
    "work/in": "a/file",
    "work/folder": "a",
    "work/out": "../outside",
    "work/up": "project/..",
    "work/gone": "a/gone",
  };
  for (const [link, target] of Object.entries(links)) symlinkSync(target, folder.at(link));
  const places = linkedPlaces([{ root: folder.at("work"), workspaces: [folder.at("work/project")] }]);
  const others = (name: string) => places.of(folder.at(name)).slice(1);
  expect(others("work/in")).toEqual([folder.at("work/a/file")]);
  expect(others("work/folder/new")).toEqual([folder.at("work/a/new")]);
  for (const name of ["work/a/file", "work/out", "work/up", "work/gone"]) expect(others(name)).toEqual([]);
});
