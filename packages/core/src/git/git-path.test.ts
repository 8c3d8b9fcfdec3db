import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { git } from "../../test/support/git.js";
import { gitPath } from "./git-path.js";
import { runGit } from "./run-git.js";

test.each([
  ["/usr/local/bin:/usr/bin", "/usr/local/bin:/usr/bin"],
  ["/work/app/.venv/bin:/usr/bin", "/usr/bin"],
  ["/work/app/node_modules/.bin:/work/app:/work/apple/bin:/home/me/bin", "/work/apple/bin:/home/me/bin"],
  ["/tmp/bunx-1000/node_modules/.bin:/scratch/x:/bin", "/bin"],
  [":bin:./bin:/usr/bin:", "/usr/bin"],
  ["/work/app/bin", undefined],
  ["", undefined],
])("%j is reduced to %j", (PATH, expected) => {
  expect(gitPath({ PATH, TMPDIR: "/scratch" }, ["/work/app"])).toBe(expected);
});

test("in a project that covers the whole file system, the system's programs are found", () => {
  expect(gitPath({ PATH: "/srv/bin:/usr/local/bin:/bin" }, ["/"])).toBe("/usr/local/bin:/bin");
});

test("a link to a folder of the project counts as that folder", () => {
  using folder = new TemporaryFolder({ "project/bin/git": "" });
  symlinkSync("project/bin", folder.at("bin"));
  expect(gitPath({ PATH: `${folder.at("bin")}:/usr/bin` }, [folder.at("project")])).toBe("/usr/bin");
});

test("no program in any folder of a project is used as Git or one of its helpers", async () => {
  const evil = '#!/bin/sh\ntouch "$PROOF"\nexec cat\n';
  using folder = new TemporaryFolder({ ".venv/bin/git": evil, ".venv/bin/lfs": evil, "a.txt": "x" });
  for (const name of ["git", "lfs"]) chmodSync(folder.at(`.venv/bin/${name}`), 0o755);
  mkdirSync(folder.at("sub"));
  git(folder.path, "init", "-q");
  using home = new TemporaryFolder({ ".gitconfig": '[filter "lfs"]\n\tclean = lfs\n' });
  folder.write(".gitattributes", "*.txt filter=lfs\n");
  const env = { HOME: home.path, PATH: `${folder.at(".venv/bin")}:${process.env["PATH"]}`, PROOF: folder.at("PWN") };
  for (const cwd of [folder.path, folder.at("sub")]) {
    const call = { cwd, env, signal: new AbortController().signal };
    expect(await runGit(["hash-object", folder.at("a.txt")], call)).toMatch(/^[0-9a-f]{40}\n$/);
  }
  expect(
    await runGit(["ls-files", "--others"], { cwd: folder.path, env, signal: new AbortController().signal }),
  ).not.toContain("PWN");
});
