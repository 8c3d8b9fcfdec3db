import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type BackendName, createLinuxSandbox } from "@codex/linux-sandbox";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WORKSPACE_WRITE, type WorkspaceWrite } from "../../test/support/workspace-write.js";
import { SessionRoots } from "../safety/roots/session-roots.js";
import { createExecRunner } from "./exec.js";
import type { ExecResult, ExecRunner } from "./exec-types.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const working = (await probe.report()).flatMap(({ name, works }) => (works ? [name] : []));

let base: string;
let home: string;
let work: string;
let proof: string;
let runner: ExecRunner;
let backend: BackendName;

describe.each<BackendName>(["bwrap", "unshare", "landlock"])("what others obey, under %s", (name) => {
  describe.skipIf(!working.some((backend) => backend === name))("(skipped where it does not work)", () => {
    beforeAll(() => {
      backend = name;
      runner = createExecRunner({ env: {}, platform: "linux", backends: [name] });
    });
    afterAll(() => runner[Symbol.asyncDispose]());
    beforeEach(async () => {
      base = await realpath(await mkdtemp(join(homedir(), ".obeyed-")));
      [home, work, proof] = [join(base, "home"), join(base, "work"), join(base, "PWN")];
      for (const folder of [home, work, join(base, "codex-home")]) mkdirSync(folder);
    });
    afterEach(() => rm(base, { recursive: true, force: true }));

    describe("Git's settings, hooks and pointers", gitTests);
    describe("work that goes on", everydayTests);
    describe("start-up files and Codex's own", startupTests);
    describe("writable folders that change", rootTests);
  });
});

const env = () => ({ PATH: process.env["PATH"] ?? "", HOME: home, GIT_CONFIG_NOSYSTEM: "1" });
const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", [...identity, ...args], { cwd, stdio: "pipe", env: env() }).toString();
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(base, file)), { recursive: true });
  writeFileSync(join(base, file), text);
};
const init = (folder: string) => {
  git(base, "init", "-q", "-b", "main", folder);
  git(folder, "commit", "-q", "--allow-empty", "-m", "one");
};

interface Options {
  readonly policy?: Partial<WorkspaceWrite>;
  readonly cwd?: string;
  readonly roots?: SessionRoots;
}

const sessionRoots = () => new SessionRoots({ env: env(), codexHome: join(base, "codex-home") });

async function run(
  script: string,
  { policy = {}, cwd = work, roots = sessionRoots() }: Options = {},
): Promise<ExecResult> {
  return runner.run(
    { command: ["bash", "-c", script], cwd, timeoutMs: 100_000, env: env() },
    {
      sandboxed: true,
      sandboxPolicy: { ...WORKSPACE_WRITE, ...policy },
      sandboxCwd: cwd,
      roots,
      signal: new AbortController().signal,
    },
  );
}

async function codeOf(result: Promise<ExecResult>): Promise<number | string> {
  const ended = await result;
  return "output" in ended ? ended.output.exitCode : ended.message;
}

/** Whether Git in a folder runs what it should not, whatever the user does there. */
function gitRunsProof(...folders: string[]): boolean {
  for (const folder of folders) {
    for (const args of [["status"], ["log", "-1"], ["commit", "--allow-empty", "-m", "x"], ["diff", "HEAD"]]) {
      try {
        git(folder, ...args);
      } catch {
        // No repository, or none any more.
      }
    }
  }
  return existsSync(proof);
}

/** As in a script: settings that make Git run something at the next occasion. */
const evil = () => `$'[core]\\n\\trepositoryformatversion = 0\\n\\tfsmonitor = touch ${proof}; false\\n'`;
const evilHook = (path: string) => `printf '#!/bin/sh\\ntouch ${proof}\\n' > ${path}; chmod +x ${path}`;

function gitTests(): void {
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
  ])("are kept from: %s", async (_, prepare, script, folders) => {
    prepare();
    await run(script());
    await rm(proof, { force: true });
    expect(gitRunsProof(...folders.map((folder) => join(work, folder)))).toBe(false);
    const todo = join(work, ".git/rebase-merge/git-rebase-todo");
    expect(existsSync(todo) && readFileSync(todo, "utf8").includes("touch")).toBe(false);
  });

  it("are kept from a repository above the project", async () => {
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

  it("are kept from Codex's settings above the project", async () => {
    const deep = join(work, "deep/project");
    mkdirSync(deep, { recursive: true });
    const plant = "for d in .. ../..; do mkdir -p $d/.codex; echo evil > $d/.codex/config.toml; done";
    await run(plant, { policy: { writable_roots: [work] }, cwd: deep });
    const planted = [join(work, ".codex"), join(work, "deep/.codex")].filter((path) => existsSync(path));
    expect(planted).toEqual([]);
  });

  it("are kept from a copy in the place of the project", async () => {
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

  it("are put aside so that they can be taken over, and the user is told", async () => {
    const told: string[] = [];
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
        onPutAside: ({ paths }) => told.push(...paths),
      },
    );
    expect(told).toEqual([join(work, ".git/config")]);
    expect(readFileSync(join(work, ".git/config.untrusted"), "utf8")).toContain("pager = evil");
    expect(git(work, "config", "--local", "--list")).toMatch(/user\.name=me/);
  });

  it("stay as the user writes them where commands cannot, and come back where one can after that", async () => {
    init(work);
    const command = run("echo > begun; until [ -e go ]; do sleep 0.01; done; git config core.fsmonitor evil; true");
    await expect.poll(() => existsSync(join(work, "begun"))).toBe(true);
    write("work/.git/hooks/pre-push", "mine\n");
    // Git puts another file in the place of the old one: no mount lies over that.
    git(work, "config", "user.name", "mine");
    write("work/go", "");
    await command;
    const settings = git(work, "config", "--local", "--list");
    expect([settings.includes("evil"), settings.includes("user.name=mine")]).toEqual([false, true]);
    if (backend !== "landlock") expect(readFileSync(join(work, ".git/hooks/pre-push"), "utf8")).toBe("mine\n");
  });

  it("stay as the user writes them between commands", async () => {
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
}

function everydayTests(): void {
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

  it("a commit in a linked working tree that is the project, its repository being writable", async () => {
    init(work);
    const tree = join(base, "tree");
    git(work, "worktree", "add", "-q", tree, "-b", "t");
    const script = `echo x > f && git add f && git ${identity.map((word) => `'${word}'`).join(" ")} commit -qm two`;
    expect(await codeOf(run(script, { cwd: tree, policy: { writable_roots: [work] } }))).toBe(0);
  });

  it("odd files in the place of .git end no session", async () => {
    await run(
      "mkdir -p a b c d e; mkfifo a/.git; ln -s .git b/.git; echo 'gitdir: ../../../../..' > c/.git; echo 'gitdir: /' > d/.git; truncate -s 3G e/.git",
    );
    expect(await codeOf(run("true"))).toBe(0);
    expect(await codeOf(run("touch x && ! test -e a/.git"))).toBe(0);
  });

  it.each(["pipe", "device", "loop", "huge"])("a %s in the place of .git ends no session", async (kind) => {
    const path = join(work, ".git");
    if (kind === "pipe") execFileSync("mkfifo", [path]);
    if (kind === "device") symlinkSync("/dev/zero", path);
    if (kind === "loop") symlinkSync(".git", path);
    if (kind === "huge") writeFileSync(path, "");
    if (kind === "huge") truncateSync(path, 3 * 2 ** 30);
    expect(await codeOf(run("touch x"))).toBe(0);
    expect(await codeOf(run("test -e x"))).toBe(0);
  });
}

/** What husky 9 does when it is installed; that Git's settings cannot be written is no fault of its. */
const HUSKY = `git config core.hooksPath .husky/_ || true; mkdir -p .husky/_; echo '*' > .husky/_/.gitignore; echo 'exit 0' > .husky/_/h
for hook in pre-commit commit-msg; do printf '#!/usr/bin/env sh\\n. "$(dirname "$0")/h"' > .husky/_/$hook; chmod +x .husky/_/$hook; done`;

function startupTests(): void {
  it("stay, in a home that is writable", async () => {
    write("home/.bashrc", "mine\n");
    write("home/.ssh/config", "mine\n");
    write("home/.config/git/config", "[user]\n\tname = me\n");
    const script =
      "echo evil > ~/.profile; echo evil >> ~/.bashrc; mkdir -p ~/.config/fish; echo evil > ~/.config/fish/config.fish; echo evil > ~/.ssh/rc; " +
      "git config --global core.pager evil; git config -f ~/.config/git/config core.pager evil; mv ~/.ssh ~/s; mkdir ~/.ssh; echo evil > ~/.ssh/config; touch ~/work.txt";
    await run(script, { policy: { writable_roots: [home] } });
    const now = execFileSync(
      "bash",
      [
        "-c",
        "cat ~/.profile ~/.bashrc ~/.ssh/{config,rc} ~/.gitconfig ~/.config/git/config ~/.config/fish/config.fish 2>/dev/null || true",
      ],
      { env: env() },
    ).toString();
    expect(now).not.toContain("evil");
    expect(now).toContain("mine");
    expect(existsSync(join(home, "work.txt"))).toBe(true);
  });

  it("of prompts, tools and other agents stay too", async () => {
    write("home/.config/starship.toml", "mine\n");
    const files = [
      ".config/starship.toml",
      ".gradle/init.d/x.gradle",
      ".cargo/bin/cargo",
      ".claude/settings.json",
      ".lldbinit",
    ];
    const script = `cd; for f in ${files.join(" ")}; do mkdir -p $(dirname $f); echo evil >> $f; done; touch work.txt`;
    await run(script, { policy: { writable_roots: [home] } });
    const evil = files.filter(
      (file) => existsSync(join(home, file)) && /evil/.test(readFileSync(join(home, file), "utf8")),
    );
    expect(evil).toEqual([]);
    expect(existsSync(join(home, "work.txt"))).toBe(true);
  });

  it("of agents stay as they are in a project, and come to none", async () => {
    write("work/.agents/skills/x/scripts/run.sh", "mine\n");
    write("work/.claude/settings.json", "mine\n");
    write("work/.mcp.json", "mine\n");
    const evil = [
      ".agents/skills/x/scripts/run.sh",
      ".claude/settings.json",
      ".mcp.json",
      ".aws/config",
      ".cursor/mcp.json",
    ];
    const script = `for f in ${evil.join(" ")}; do mkdir -p $(dirname $f); echo evil >> $f; done; mv .agents a; cp -r a .agents; echo evil > .agents/x; touch ok`;
    await run(script);
    const look =
      "find .agents .claude .mcp.json .aws .cursor -type f ! -path '*.untrusted*' -exec cat {} + 2>/dev/null || true";
    expect(execFileSync("bash", ["-c", look], { cwd: work }).toString()).toBe("mine\n".repeat(3));
    expect(existsSync(join(work, "ok"))).toBe(true);
  });

  it("stay, wherever Codex's home lies", async () => {
    write("codex-home/config.toml", "model = 1\n");
    const script =
      "cd ..; echo evil > codex-home/config.toml; echo evil > codex-home/AGENTS.md; mv codex-home c; mkdir codex-home; echo evil > codex-home/config.toml; ln -sfn /tmp codex-home; touch work/ok";
    await run(script, { policy: { writable_roots: [base] } });
    expect(readFileSync(join(base, "codex-home/config.toml"), "utf8")).toBe("model = 1\n");
    expect(existsSync(join(base, "codex-home/AGENTS.md"))).toBe(false);
    expect(existsSync(join(work, "ok"))).toBe(true);
    expect(await codeOf(run("touch x", { cwd: join(base, "codex-home") }))).not.toBe(0);
  });

  it("stay when the project is the whole system", async () => {
    const script = `touch /usr/local/bin/obeyed-test /etc/obeyed-test ${base}/codex-home/x; echo evil > ~/.bashrc; touch ${work}/ok`;
    await run(script, { cwd: "/" });
    const made = ["/usr/local/bin/obeyed-test", "/etc/obeyed-test", join(base, "codex-home/x"), join(home, ".bashrc")];
    expect(made.filter((path) => existsSync(path))).toEqual([]);
    expect(existsSync(join(work, "ok"))).toBe(true);
  });
}

function rootTests(): void {
  const outside = () => join(home, "PWN");

  it("never make another place writable: a missing one made a link", async () => {
    const [roots, policy] = [sessionRoots(), { writable_roots: [join(work, "build"), join(base, "gone")] }];
    await run("ln -s ../home build", { policy, roots });
    symlinkSync(home, join(base, "gone"));
    await run("touch ../home/PWN build/PWN ../gone/PWN", { policy, roots });
    expect(existsSync(outside())).toBe(false);
  });

  it("never make another place writable: a folder above renamed", async () => {
    mkdirSync(join(work, "out/deep"), { recursive: true });
    const [roots, policy] = [sessionRoots(), { writable_roots: [join(work, "out/deep")] }];
    await run("mv out o2; mkdir out; ln -s ../../home out/deep", { policy, roots });
    await run("touch ../home/PWN out/deep/PWN", { policy, roots });
    expect(existsSync(outside())).toBe(false);
  });

  it("never make another place writable: a root that is named only after commands have run", async () => {
    const roots = sessionRoots();
    await run("ln -s ../home late", { roots });
    await run("touch late/PWN", { roots, policy: { writable_roots: [join(work, "late")] } });
    expect(existsSync(outside())).toBe(false);
  });

  it("refuse, in one line, when the project is not the folder any more that it was", async () => {
    const roots = sessionRoots();
    roots.learn(WORKSPACE_WRITE, work);
    await rm(work, { recursive: true });
    symlinkSync(home, work);
    const said = await codeOf(run("touch PWN", { roots }));
    expect(said).toMatch(/work is not the folder any more that it was when the session began/);
    expect(String(said)).not.toContain("\n");
    expect(existsSync(outside())).toBe(false);
  });

  it("may be made anew inside a project: a folder for builds that is cleaned", async () => {
    mkdirSync(join(work, "build"));
    const [roots, policy] = [sessionRoots(), { writable_roots: [join(work, "build")] }];
    expect(await codeOf(run("rm -r build && mkdir build && touch build/x", { policy, roots }))).toBe(0);
    expect(await codeOf(run("touch build/y", { policy, roots }))).toBe(0);
  });
}
