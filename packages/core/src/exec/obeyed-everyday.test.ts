import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  base,
  codeOf,
  env,
  git,
  identity,
  init,
  run,
  underEachBackend,
  work,
  write,
} from "../../test/support/obeyed-world.js";

/** What husky 9 does when it is installed; that Git's settings cannot be written is not its fault. */
const HUSKY = `git config core.hooksPath .husky/_ || true; mkdir -p .husky/_; echo '*' > .husky/_/.gitignore; echo 'exit 0' > .husky/_/h
for hook in pre-commit commit-msg; do printf '#!/usr/bin/env sh\\n. "$(dirname "$0")/h"' > .husky/_/$hook; chmod +x .husky/_/$hook; done`;

underEachBackend("work that goes on", () => {
  it.each<[string, () => void, string]>([
    [
      "git init and a first commit",
      () => {},
      "git init -q . && echo x > f && git add f && git commit -qm one && git remote add origin https://example.com/x.git",
    ],
    [
      "a bare repository for tests",
      () => init(work),
      "git init -q --bare r.git && git clone -q r.git c && cd c && git commit -q --allow-empty -m x && git push -q origin HEAD",
    ],
    [
      "git worktree add, and a commit in it",
      () => init(work),
      "git worktree add -q tree -b t && cd tree && echo x > f && git add f && git commit -qm two && cd .. && git worktree remove tree",
    ],
    [
      "folders whose names are not UTF-8",
      () => init(work),
      "mkdir -p $'caf\\xe9/\\xfe' && echo x > $'caf\\xe9/\\xfe/f' && git add . && git commit -qm names && cat $'caf\\xe9/\\xfe/f'",
    ],
    [
      "a push to a repository beside it, by its path",
      () => init(work),
      "git init -q --bare ../work/up.git && git push -q ./up.git HEAD:refs/heads/x",
    ],
    [
      "a rebase with commands",
      () => init(work),
      "git commit -q --allow-empty -m two && git commit -q --allow-empty -m three && git rebase -q -x true HEAD~1",
    ],
    [
      "a submodule",
      () => {
        init(work);
        init(join(base, "lib"));
        git(work, "-c", "protocol.file.allow=always", "submodule", "add", "-q", join(base, "lib"), "lib");
      },
      "cd lib && git commit -q --allow-empty -m x && cd .. && git add lib && git commit -qm sub && git submodule status",
    ],
    [
      "a project with hooks that it brings",
      () => {
        init(work);
        write("work/.githooks/pre-commit", "#!/bin/sh\ntrue\n");
        chmodSync(join(work, ".githooks/pre-commit"), 0o755);
        git(work, "config", "core.hooksPath", ".githooks");
      },
      "git add . && git commit -qm hooks && git switch -qc x && git commit -q --allow-empty -m y",
    ],
    ["husky's installation in a fresh clone", () => init(work), HUSKY],
    [
      "husky's installation, again",
      () => {
        init(work);
        git(work, "config", "core.hooksPath", ".husky/_");
        execFileSync("bash", ["-c", HUSKY], { cwd: work, env: env() });
      },
      `${HUSKY}; git commit -q --allow-empty -m x`,
    ],
    [
      "settings of a project that nobody runs unasked, and a clone that brings skills",
      () => {
        init(work);
        init(join(base, "lib"));
        write("lib/.agents/skills/x/SKILL.md", "x");
        git(join(base, "lib"), "add", ".");
        git(join(base, "lib"), "commit", "-qm", "skills");
      },
      `mkdir -p .vscode .claude/commands .cursor/rules .github; for f in .vscode/settings.json .claude/commands/x.md .cursor/rules/x .envrc .env package.json; do echo x > $f; done; git add . && git commit -qm x && git clone -q ../lib vendor && test -e vendor/.agents/skills/x/SKILL.md`,
    ],
    ["folders that move", () => init(work), "mkdir -p a/b && touch a/b/c && mv a d && rm -r d"],
  ])("%s", async (_, prepare, script) => {
    prepare();
    expect(
      await codeOf(run(`git() { command git ${identity.map((word) => `'${word}'`).join(" ")} "$@"; }; ${script}`)),
    ).toBe(0);
  });

  it("a commit in a linked working tree that is the project, with its repository writable", async () => {
    init(work);
    const tree = join(base, "tree");
    git(work, "worktree", "add", "-q", tree, "-b", "t");
    const script = `echo x > f && git add f && git ${identity.map((word) => `'${word}'`).join(" ")} commit -qm two`;
    expect(await codeOf(run(script, { cwd: tree, policy: { writable_roots: [work] } }))).toBe(0);
  });

  it("odd files in place of .git do not end the session", async () => {
    await run(
      "mkdir -p a b c d e; mkfifo a/.git; ln -s .git b/.git; echo 'gitdir: ../../../../..' > c/.git; echo 'gitdir: /' > d/.git; truncate -s 3G e/.git",
    );
    expect(await codeOf(run("true"))).toBe(0);
    expect(await codeOf(run("touch x && ! test -e a/.git"))).toBe(0);
  });

  it.each(["pipe", "device", "loop", "huge"])("a %s in place of .git does not end the session", async (kind) => {
    const path = join(work, ".git");
    if (kind === "pipe") execFileSync("mkfifo", [path]);
    if (kind === "device") symlinkSync("/dev/zero", path);
    if (kind === "loop") symlinkSync(".git", path);
    if (kind === "huge") writeFileSync(path, "");
    if (kind === "huge") truncateSync(path, 3 * 2 ** 30);
    expect(await codeOf(run("touch x"))).toBe(0);
    expect(await codeOf(run("test -e x"))).toBe(0);
  });
});
