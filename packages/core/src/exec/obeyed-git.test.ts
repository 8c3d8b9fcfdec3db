import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  backend,
  base,
  codeOf,
  env,
  evil,
  evilHook,
  git,
  gitRunsProof,
  init,
  proof,
  run,
  runner,
  sessionRoots,
  underEachBackend,
  work,
  write,
} from "../../test/support/obeyed-world.js";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { SessionRoots } from "../safety/roots/session-roots.js";

underEachBackend("Git's settings, hooks and pointers", () => {
  it.each<[string, () => void, () => string, string[]]>([
    [
      "a new repository",
      () => {},
      () => `git init -q .; git config core.fsmonitor 'touch ${proof}; false'; ${evilHook(".git/hooks/pre-commit")}`,
      ["."],
    ],
    [
      "a bare look-alike",
      () => {},
      () =>
        `mkdir objects refs; echo 'ref: refs/heads/x' > HEAD; printf %s ${evil()} > config; printf '\\tworktree = .\\n' >> config`,
      ["."],
    ],
    [
      "a bare look-alike in two steps, deeper",
      () => init(work),
      () =>
        `mkdir -p a/b/objects; cd a/b; printf %s ${evil()} > config; printf '\\tworktree = .\\n' >> config; mkdir refs; echo 'ref: refs/heads/x' > HEAD`,
      [".", "a/b"],
    ],
    [
      "a new repository inside, made a gitlink",
      () => init(work),
      () =>
        `git init -q sub; git -C sub -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m x; git -C sub config core.fsmonitor 'touch ${proof}; false'; git add sub`,
      [".", "sub"],
    ],
    [
      "a repository inside, renamed and copied",
      () => [init(work), init(join(work, "vendor/sub"))],
      () =>
        `mv vendor v2 && cp -a v2 vendor; ${evilHook("vendor/sub/.git/hooks/pre-commit")}; git -C vendor/sub config core.fsmonitor 'touch ${proof}; false'`,
      [".", "vendor/sub"],
    ],
    [
      "a repository in folders whose names are not UTF-8",
      () => init(work),
      () =>
        `d=$'s\\xffb/\\xfe/sub'; mkdir -p "$d"; git init -q "$d"; git -C "$d" -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m x; git -C "$d" config core.fsmonitor 'touch ${proof}; false'; git add .`,
      ["."],
    ],
    [
      "a repository among others whose names differ in case alone",
      () => init(work),
      () =>
        `git init -q sub; git -C sub config core.fsmonitor 'touch ${proof}; false'; mkdir sub/.GIT sub/.Git sub/.gIt sub/.giT`,
      ["sub"],
    ],
    [
      "a .git file that leads to an own repository",
      () => init(work),
      () =>
        `mkdir evil sub; git init -q x; mv x/.git evil/g; printf %s ${evil()} > evil/g/config; echo 'gitdir: ../evil/g' > sub/.git; cp -r evil/g evil/h`,
      ["sub", "evil/g"],
    ],
    [
      "a link in the place of .git",
      () => init(work),
      () =>
        `mkdir sub evil; git init -q x; mv x/.git evil/g; printf %s ${evil()} > evil/g/config; ln -s ../evil/g sub/.git`,
      ["sub"],
    ],
    [
      "settings that the configuration includes",
      () => {
        init(work);
        write("work/team.inc", "");
        git(work, "config", "include.path", "../team.inc");
      },
      () => `printf %s ${evil()} > team.inc; rm -f team.inc; printf %s ${evil()} > team.inc`,
      ["."],
    ],
    [
      "settings that are included and not there yet",
      () => {
        init(work);
        git(work, "config", "includeIf.gitdir:/.path", "../late.inc");
        git(work, "config", "include.path", "../late.inc");
      },
      () => `printf %s ${evil()} > late.inc`,
      ["."],
    ],
    [
      "hooks in a folder of the project",
      () => {
        init(work);
        mkdirSync(join(work, ".githooks"));
        git(work, "config", "core.hooksPath", ".githooks");
      },
      () => evilHook(".githooks/pre-commit"),
      ["."],
    ],
    [
      "a hook in a folder of the project, changed",
      () => {
        init(work);
        write("work/.githooks/pre-commit", "#!/bin/sh\ntrue\n");
        chmodSync(join(work, ".githooks/pre-commit"), 0o755);
        git(work, "config", "core.hooksPath", ".githooks");
      },
      () => evilHook(".githooks/pre-commit"),
      ["."],
    ],
    [
      "what runs behind husky's part",
      () => {
        init(work);
        write("work/.husky/_/h", "");
        write("work/.husky/_/pre-commit", '#!/bin/sh\nsh "$(dirname "$0")/../pre-commit"\n');
        chmodSync(join(work, ".husky/_/pre-commit"), 0o755);
        write("work/.husky/pre-commit", "true\n");
        git(work, "config", "core.hooksPath", ".husky/_");
      },
      () => `echo 'touch ${proof}' > .husky/pre-commit`,
      ["."],
    ],
    [
      "a program that a setting names",
      () => {
        init(work);
        write("work/tools/fs.sh", "#!/bin/sh\nexit 1\n");
        chmodSync(join(work, "tools/fs.sh"), 0o755);
        git(work, "config", "core.fsmonitor", "tools/fs.sh");
      },
      () => evilHook("tools/fs.sh"),
      ["."],
    ],
    [
      "settings of a linked working tree",
      () => {
        init(work);
        git(work, "worktree", "add", "-q", join(base, "tree"), "-b", "other");
        git(work, "config", "extensions.worktreeConfig", "true");
      },
      () => `printf %s ${evil()} > .git/worktrees/tree/config.worktree`,
      ["../tree"],
    ],
    [
      "another common folder for a linked working tree",
      () => {
        init(work);
        git(work, "worktree", "add", "-q", join(base, "tree"), "-b", "other");
      },
      () =>
        `mkdir evil; cp -a .git/HEAD .git/objects .git/refs evil/; printf %s ${evil()} > evil/config; echo "$PWD/evil" > .git/worktrees/tree/commondir`,
      ["../tree"],
    ],
    [
      "a common folder behind a link",
      () => {
        init(work);
        git(work, "worktree", "add", "-q", join(work, "tree"), "-b", "other");
      },
      () =>
        `mkdir -p .git/evil/a/b/c; cp -a .git/objects .git/refs .git/evil/; printf %s ${evil()} > .git/evil/config; ln -s ../../evil/a/b/c .git/worktrees/tree/l; echo l/../../.. > .git/worktrees/tree/commondir`,
      ["tree"],
    ],
    [
      "a common folder that looks like no repository",
      () => init(work),
      () =>
        `mkdir -p a/worktrees/x tree; cp -a .git/objects .git/refs a/; cp .git/HEAD a/worktrees/x/; echo ../.. > a/worktrees/x/commondir; printf %s ${evil()} > a/config; echo "gitdir: ../a/worktrees/x" > tree/.git`,
      ["tree"],
    ],
    [
      "a pointer to a folder that came with the project",
      () => {
        init(work);
        execFileSync("cp", ["-r", join(work, ".git"), join(work, "fixture")]);
        git(work, "config", "-f", "fixture/config", "core.fsmonitor", `touch ${proof}; false`);
      },
      () => "mkdir tree; echo 'gitdir: ../fixture' > tree/.git",
      ["tree"],
    ],
    [
      "a pointer that leads back from a link",
      () => init(work),
      () =>
        `mkdir -p .git/evil/d tree; cp -a .git/objects .git/refs .git/HEAD .git/evil/; cp -a .git/evil good; rm -r good/d; printf %s ${evil()} > .git/evil/config; ln -s ../.git/evil/d tree/l; echo "gitdir: l/.." > tree/.git; cp -a good/. tree/`,
      ["tree"],
    ],
    [
      "a submodule of a linked working tree",
      () => {
        init(work);
        init(join(base, "lib"));
        git(work, "worktree", "add", "-q", join(base, "tree"), "-b", "other");
        const add = ["-c", "protocol.file.allow=always", "submodule", "add", "-q", join(base, "lib"), "lib"];
        git(join(base, "tree"), ...add);
      },
      () => `printf %s ${evil()} >> .git/worktrees/tree/modules/lib/config`,
      ["../tree/lib"],
    ],
    [
      "a submodule's repository",
      () => {
        init(work);
        init(join(base, "lib"));
        git(work, "-c", "protocol.file.allow=always", "submodule", "add", "-q", join(base, "lib"), "lib");
      },
      () =>
        `git -C lib config core.fsmonitor 'touch ${proof}; false'; ${evilHook(".git/modules/lib/hooks/pre-commit")}`,
      [".", "lib"],
    ],
    [
      "a repository made from a folder that came with the project",
      () => {
        init(work);
        mkdirSync(join(work, "fixture"));
        git(work, "init", "-q", "x");
        execFileSync("mv", [join(work, "x/.git"), join(work, "fixture/dotgit")]);
        git(work, "config", "-f", "fixture/dotgit/config", "core.fsmonitor", `touch ${proof}; false`);
      },
      () => "mv fixture/dotgit fixture/.git",
      ["fixture"],
    ],
    [
      "the steps of a rebase",
      () => init(work),
      () =>
        `mkdir .git/rebase-merge; printf 'exec touch ${proof}\\nx touch ${proof}\\n' > .git/rebase-merge/git-rebase-todo; grep -c touch .git/rebase-merge/git-rebase-todo`,
      [],
    ],
  ])("are protected from: %s", async (_, prepare, script, folders) => {
    prepare();
    await run(script());
    await rm(proof, { force: true });
    expect(gitRunsProof(...folders.map((folder) => join(work, folder)))).toBe(false);
    const todo = join(work, ".git/rebase-merge/git-rebase-todo");
    expect(existsSync(todo) && readFileSync(todo, "utf8").includes("touch")).toBe(false);
  });

  it.each([
    ["a setting", "git init -q .; git remote add origin ../tmp/evil.git"],
    ["a URL without its ending", 'git init -q .; git remote add origin "file://$(realpath ..)/tmp/evil"'],
    [
      "a URL with a comment",
      "git init -q .; printf '[remote \"origin\"]\\nurl = ../tmp/evil.git ; x\\n' >> .git/config",
    ],
    ["an encoded URL", 'git init -q .; git remote add origin "file://.$(realpath ..)/tm%70/evil.git"'],
    ["a home", 'git init -q .; git remote add origin "~/../$(realpath --relative-to ~/.. ..)/tmp/evil.git"'],
    ["a branch", "git init -q .; git config branch.main.remote ../tmp/evil.git; git config push.default current"],
    ["a file", "git init -q .; mkdir .git/remotes; echo 'URL: ../tmp/evil.git' > .git/remotes/origin"],
  ])("are protected in a temporary repository that %s makes a remote", async (_, script) => {
    const tmp = join(base, "tmp");
    mkdirSync(tmp);
    const roots = new SessionRoots({ env: { ...env(), TMPDIR: tmp }, codexHome: join(base, "codex-home") });
    const policy = { exclude_tmpdir_env_var: false };
    await run(`git init -q --bare ../tmp/evil.git; ${evilHook("../tmp/evil.git/hooks/post-receive")}`, {
      policy,
      roots,
    });
    await run(script, { policy, roots });
    git(work, "commit", "-q", "--allow-empty", "-m", "one");
    git(work, "branch", "-M", "main");
    const push = execFileSync("bash", ["-c", "git push -q origin main 2>&1; git push 2>&1 || true"], {
      cwd: work,
      env: env(),
    });
    expect(push.toString()).not.toContain("unknown option");
    expect(existsSync(proof)).toBe(false);
  });

  it("let working trees of a bare repository be added", async () => {
    init(join(base, "origin"));
    git(work, "clone", "-q", "--bare", join(base, "origin"), "repo.git");
    const result = await run("git -C repo.git worktree add -q ../tree main && git -C tree status");
    expect(await codeOf(Promise.resolve(result))).toBe(0);
    expect(git(join(work, "tree"), "status", "--short")).toBe("");
  });

  it("let more working trees be added to a bare repository with hooks that the user works with", async () => {
    init(join(base, "origin"));
    git(work, "clone", "-q", "--bare", join(base, "origin"), ".bare");
    git(work, "config", "-f", ".bare/config", "filter.lfs.clean", "git-lfs clean -- %f");
    write("work/.bare/hooks/pre-push", "#!/bin/sh\ntrue\n");
    write("work/.git", "gitdir: ./.bare\n");
    git(work, "worktree", "add", "-q", "main", "main");
    expect(await codeOf(run("git worktree add -q one -b one && git -C main worktree add -q ../two -b two"))).toBe(0);
    rmSync(join(work, ".git"));
    expect(await codeOf(run("git -C one worktree move ../two ../moved"))).toBe(0);
    for (const tree of ["one", "moved"]) expect(git(join(work, tree), "status", "--short")).toBe("");
  });

  it("are protected in a repository above the project", async () => {
    const deep = join(work, "deep/project");
    mkdirSync(deep, { recursive: true });
    const policy = { writable_roots: [work] };
    await run(
      `cd ..; git init -q .; git config core.fsmonitor 'touch ${proof}; false'; cd ..; git init -q .; git config core.pager x`,
      { policy, cwd: deep },
    );
    await rm(proof, { force: true });
    expect(gitRunsProof(deep, work)).toBe(false);
  });

  it("are protected in Codex's settings above the project", async () => {
    const deep = join(work, "deep/project");
    mkdirSync(deep, { recursive: true });
    const plant = "for d in .. ../..; do mkdir -p $d/.codex; echo evil > $d/.codex/config.toml; done";
    await run(plant, { policy: { writable_roots: [work] }, cwd: deep });
    const planted = [join(work, ".codex"), join(work, "deep/.codex")].filter((path) => existsSync(path));
    expect(planted).toEqual([]);
  });

  it("are protected from a copy that replaces the project", async () => {
    const deep = join(work, "deep/project");
    mkdirSync(deep, { recursive: true });
    init(deep);
    const policy = { writable_roots: [work] };
    await run(`cd ../..; mv deep old && cp -a old deep; ${evilHook("deep/project/.git/hooks/pre-commit")}`, {
      policy,
      cwd: deep,
    });
    await rm(proof, { force: true });
    expect(gitRunsProof(deep)).toBe(false);
  });

  it("are moved aside so that the user can restore them, and the user is notified", async () => {
    const reported: string[] = [];
    await runner.run(
      {
        command: ["bash", "-c", `git init -q .; git config user.name me; git config core.pager evil`],
        cwd: work,
        timeoutMs: 100_000,
        env: env(),
      },
      {
        ...{ sandboxed: true, sandboxPolicy: WORKSPACE_WRITE, sandboxCwd: work, roots: sessionRoots() },
        signal: new AbortController().signal,
        onPutAside: ({ paths }) => reported.push(...paths),
      },
    );
    expect(reported).toEqual([join(work, ".git/config")]);
    expect(readFileSync(join(work, ".git/config.untrusted"), "utf8")).toContain("pager = evil");
    expect(git(work, "config", "--local", "--list")).toMatch(/user\.name=me/);
  });

  it("keep the user's own changes where commands cannot write, and are restored where a command can write later", async () => {
    init(work);
    const command = run("echo > begun; until [ -e go ]; do sleep 0.01; done; git config core.fsmonitor evil; true");
    await expect.poll(() => existsSync(join(work, "begun"))).toBe(true);
    write("work/.git/hooks/pre-push", "mine\n");
    // Git replaces the file, so no mount covers the new one.
    git(work, "config", "user.name", "mine");
    write("work/go", "");
    await command;
    const settings = git(work, "config", "--local", "--list");
    expect([settings.includes("evil"), settings.includes("user.name=mine")]).toEqual([false, true]);
    if (backend !== "landlock") expect(readFileSync(join(work, ".git/hooks/pre-push"), "utf8")).toBe("mine\n");
  });

  it("keep the user's own changes between commands", async () => {
    init(work);
    init(join(work, "sub"));
    await run("true");
    git(work, "config", "core.fsmonitor", "mine");
    git(join(work, "sub"), "config", "core.fsmonitor", "mine");
    init(join(work, "new"));
    git(join(work, "new"), "config", "core.fsmonitor", "mine");
    await run("true");
    await run("git rev-parse HEAD; touch new/x sub/x y");
    for (const folder of [".", "sub", "new"]) {
      expect([folder, git(join(work, folder), "config", "core.fsmonitor")]).toEqual([folder, "mine\n"]);
    }
  });
});
