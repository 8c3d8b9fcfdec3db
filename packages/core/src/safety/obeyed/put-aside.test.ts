import { chmodSync, chownSync, existsSync, readFileSync, statSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { becomeSomebody, isRoot, SOMEBODY } from "../../../test/support/become-somebody.js";
import { git } from "../../../test/support/git.js";
import { isWorthReporting, putAsideMessage, putAsideNote } from "../../exec/output/put-aside-note.js";
import { ObeyedFiles } from "./obeyed-files.js";

/** A project whose settings name a program, owned by the user that the test runs as. */
function project(program: string): TemporaryFolder {
  const folder = new TemporaryFolder({ [program]: "#!/bin/sh\nexit 1\n" });
  git(folder.path, "init", "-q");
  git(folder.path, "config", "core.fsmonitor", program);
  if (isRoot) for (const path of ["", "tools", program]) chownSync(folder.at(path), SOMEBODY, SOMEBODY);
  return folder;
}

const watch = ({ path }: TemporaryFolder) =>
  new ObeyedFiles({}).begin({ roots: [{ root: path, workspaces: [path] }], env: {} });

test("a name without room for a suffix is cut", async () => {
  const program = `tools/${"ä".repeat(127)}`;
  using folder = project(program);
  const watched = await watch(folder);
  folder.write(program, "evil");
  expect(await watched.end(new Set())).toEqual({ paths: [folder.at(program)], isFailure: true });
  expect(readFileSync(folder.at(program), "utf8")).toContain("exit 1");
  expect(readFileSync(folder.at(`tools/${"ä".repeat(122)}.untrusted`), "utf8")).toBe("evil");
});

test("files that a command puts into a folder that it then makes inaccessible are moved aside, and the folder's mode stays", async () => {
  using folder = project("tools/fs.sh");
  const watched = await watch(folder);
  folder.write("tools/fs.sh", "evil");
  chmodSync(folder.at("tools"), 0o555);
  using _ = becomeSomebody();
  expect((await watched.end(new Set())).paths).toEqual([folder.at("tools/fs.sh")]);
  expect(readFileSync(folder.at("tools/fs.sh"), "utf8")).toContain("exit 1");
  expect(statSync(folder.at("tools")).mode & 0o777).toBe(0o555);
  chmodSync(folder.at("tools"), 0o755);
});

describe.runIf(isRoot)("a path in another user's folder", () => {
  test("cannot be moved aside: it is reported as left, and the command as failed", async () => {
    using folder = project("tools/fs.sh");
    const watched = await watch(folder);
    folder.write("tools/fs.sh", "evil");
    chownSync(folder.at("tools"), 0, 0);
    using _ = becomeSomebody();
    const left = [folder.at("tools/fs.sh")];
    const aside = await watched.end(new Set());
    expect(aside).toEqual({ paths: [], left, isFailure: true });
    expect(existsSync(folder.at("tools/fs.sh.untrusted"))).toBe(false);
  });
});

test("remaining paths are reported next to those moved aside", () => {
  const aside = { paths: ["/p/.codex"], left: ["/p/fs.sh"], isFailure: true };
  expect(isWorthReporting({ ...aside, paths: [] })).toBe(true);
  expect(putAsideNote(aside)).toBe(
    "sandbox: protected, so moved aside: /p/.codex\nsandbox: protected, but could not be moved aside: /p/fs.sh\n",
  );
  expect(putAsideMessage(aside)).toMatch(/\/p\/\.codex\.untrusted.*could not be put aside: \/p\/fs\.sh/);
});

test("of many paths only some are named", () => {
  const paths = Array.from({ length: 5000 }, (_, index) => `/p/.git/hooks/${index}`);
  const note = putAsideNote({ paths, left: paths, gone: paths, isFailure: true });
  expect(note).toContain("/p/.git/hooks/19 and 4980 more\n");
  expect(note.length).toBeLessThan(3000);
  expect(putAsideMessage({ paths, left: paths, gone: paths, isFailure: true }).length).toBeLessThan(3000);
});

test("files in a folder that a command makes inaccessible are found, hooks too", async () => {
  using folder = project("tools/fs.sh");
  const watched = await watch(folder);
  git(folder.path, "init", "-q", "deep/sub");
  folder.write("deep/sub/.git/hooks/pre-commit", "evil");
  folder.write("deep/sub/.codex/config.toml", "evil");
  const shut = ["deep", "deep/sub", "deep/sub/.git/hooks"];
  if (isRoot) for (const path of [...shut, "deep/sub/.git"]) chownSync(folder.at(path), SOMEBODY, SOMEBODY);
  for (const path of shut) chmodSync(folder.at(path), 0o311);
  using _ = becomeSomebody();
  expect((await watched.end(new Set())).paths.toSorted()).toEqual([
    folder.at("deep/sub/.codex"),
    folder.at("deep/sub/.git/hooks/pre-commit"),
  ]);
});
