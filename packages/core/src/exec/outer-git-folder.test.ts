import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type BackendName, createLinuxSandbox } from "@codex/linux-sandbox";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { outerGitFolder } from "../safety/roots/outer-git-folder.js";
import { SessionRoots } from "../safety/roots/session-roots.js";
import { createExecRunner } from "./exec.js";
import type { ExecRunner } from "./exec-runner.js";
import type { ExecResult } from "./exec-types.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const working = (await probe.report()).flatMap(({ name, works }) => (works ? [name] : []));

let base: TemporaryFolder;
const at = (name: string) => base.at(name);
const env = () => ({
  PATH: process.env["PATH"] ?? "",
  HOME: base.path,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
});
const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "protocol.file.allow=always", ...args], { cwd, stdio: "pipe", env: env() }).toString();

beforeEach(() => {
  base = new TemporaryFolder({}, homedir());
  git(base.path, "init", "-q", "-b", "main", "main");
  writeFileSync(at("main/a"), "1\n");
  git(at("main"), "add", "a");
  git(at("main"), "commit", "-q", "-m", "one");
  git(at("main"), "worktree", "add", "-q", "-b", "other", at("other"));
  git(at("main"), "worktree", "add", "-q", "-b", "tree", at("tree"));
});
afterEach(() => base[Symbol.dispose]());

describe("the repository that a project's .git file points to", () => {
  it("is that of a linked working tree, or of a submodule", () => {
    const shared = at("main/.git");
    expect(outerGitFolder(at("tree"))).toEqual({ folder: shared, own: join(shared, "worktrees/tree") });
    expect(outerGitFolder(at("main"))).toBeUndefined();
    git(at("other"), "submodule", "--quiet", "add", at("main"), "sub");
    const own = join(shared, "worktrees/other/modules/sub");
    expect(outerGitFolder(at("other/sub"))).toEqual({ folder: own, own });
  });

  it("must point back to the project", () => {
    mkdirSync(at("forged"));
    writeFileSync(at("forged/.git"), `gitdir: ${at("main/.git/worktrees/tree")}\n`);
    expect(outerGitFolder(at("forged"))).toBeUndefined();
    writeFileSync(at("forged/.git"), `gitdir: ${at("main/.git")}\n`);
    expect(outerGitFolder(at("forged"))).toBeUndefined();
  });

  it("must not lead elsewhere", () => {
    mkdirSync(at("forged/repository/worktrees/x"), { recursive: true });
    mkdirSync(at("secrets"));
    writeFileSync(at("forged/.git"), "gitdir: repository/worktrees/x\n");
    const own = at("forged/repository/worktrees/x");
    writeFileSync(join(own, "gitdir"), at("forged/.git"));
    writeFileSync(at("forged/repository/HEAD"), "ref: refs/heads/main\n");
    for (const name of ["objects", "refs"]) mkdirSync(at(`forged/repository/${name}`));
    writeFileSync(join(own, "commondir"), "../..\n");
    expect(outerGitFolder(at("forged"))?.folder).toBe(at("forged/repository"));
    writeFileSync(join(own, "commondir"), at("secrets"));
    expect(outerGitFolder(at("forged"))).toBeUndefined();
    writeFileSync(join(own, "commondir"), "../..\n");
    execFileSync("rmdir", [at("forged/repository/objects")]);
    symlinkSync(at("secrets"), at("forged/repository/objects"));
    expect(outerGitFolder(at("forged"))).toBeUndefined();
  });
});

describe.each<BackendName>(["bwrap", "unshare", "landlock"])("a linked working tree under %s", (name) => {
  describe.skipIf(!working.some((backend) => backend === name))("(skipped where it does not work)", () => {
    let runner: ExecRunner;
    beforeAll(() => {
      runner = createExecRunner({ env: {}, platform: "linux", backends: [name] });
    });
    afterAll(() => runner[Symbol.asyncDispose]());

    /** The exit status of a script confined to a folder. */
    async function run(folder: string, script: string): Promise<number | undefined> {
      const result = await resultOf(folder, script);
      return "output" in result ? result.output.exitCode : undefined;
    }

    function resultOf(folder: string, script: string): Promise<ExecResult> {
      return runner.run(
        { command: ["bash", "-c", script], cwd: folder, timeoutMs: 100_000, env: env() },
        {
          sandboxed: true,
          sandboxPolicy: WORKSPACE_WRITE,
          sandboxCwd: folder,
          roots: new SessionRoots({ env: env(), codexHome: at("codex-home") }),
          signal: new AbortController().signal,
        },
      );
    }

    it("allows commits, branches and stashes", async () => {
      const script = "echo 2 > a && git add a && git commit -qm two && git branch more && echo 3 > a && git stash -q";
      expect(await run(at("tree"), script)).toBe(0);
      expect(git(at("main"), "log", "--format=%s", "tree")).toBe("two\none\n");
      expect(git(at("main"), "branch", "--list", "more").trim()).toBe("more");
      expect(git(at("main"), "stash", "list")).toContain("tree: ");
    });

    it("allows them in a submodule", async () => {
      git(at("main"), "submodule", "--quiet", "add", at("other"), "sub");
      expect(await run(at("main/sub"), "echo 2 > a && git commit -qam two")).toBe(0);
      expect(git(at("main/sub"), "log", "--format=%s", "-1")).toBe("two\n");
    });

    it("protects what Git obeys", async () => {
      const shared = at("main/.git");
      const before = readFileSync(join(shared, "config"), "utf8");
      const proof = at("PWN");
      const hook = `printf '#!/bin/sh\\ntouch ${proof}\\n' > ${shared}/hooks/pre-commit; chmod +x ${shared}/hooks/pre-commit`;
      await run(
        at("tree"),
        `${hook}; git config core.fsmonitor 'touch ${proof}'; git config core.hooksPath ${at("tree")}`,
      );
      await run(at("tree"), `mv ${shared}/hooks ${shared}/old; mkdir ${shared}/hooks; ${hook}`);
      await run(at("tree"), `echo ${at("tree")} > ${shared}/worktrees/tree/commondir`);
      for (const folder of ["main", "other", "tree"]) git(at(folder), "commit", "-q", "--allow-empty", "-m", "x");
      expect(existsSync(proof)).toBe(false);
      expect(readFileSync(join(shared, "config"), "utf8")).toBe(before);
      expect(git(at("tree"), "log", "--format=%s", "-1")).toBe("x\n");
    });

    it("protects what Git obeys in individual working trees", async () => {
      git(at("main"), "config", "extensions.worktreeConfig", "true");
      const proof = at("PWN");
      const settings = `printf '[core]\\n\\tfsmonitor = touch ${proof}; false\\n'`;
      const shared = at("main/.git");
      await run(at("tree"), `${settings} > ${shared}/config.worktree`);
      await run(at("tree"), `${settings} > ${shared}/worktrees/tree/config.worktree`);
      for (const folder of ["main", "other", "tree"]) git(at(folder), "status");
      expect(existsSync(proof)).toBe(false);
    });

    it("reports a missing command as missing, not as forbidden", async () => {
      expect(await resultOf(at("tree"), "no-such-command-anywhere")).toMatchObject({
        type: "finished",
        output: { exitCode: 127 },
      });
      expect(await resultOf(at("tree"), "touch /usr/x")).toMatchObject({ type: "sandbox-denied" });
    });

    it.skipIf(name === "landlock")(
      "protects the other working trees (Landlock alone has no way to keep files below a writable folder)",
      async () => {
        const shared = at("main/.git");
        const files = ["HEAD", "index", "worktrees/other/HEAD", "worktrees/other/index"].map((file) =>
          join(shared, file),
        );
        const before = files.map((file) => readFileSync(file, "latin1"));
        await run(at("tree"), files.map((file) => `echo x > ${file}; rm -f ${file}`).join("; "));
        await run(at("tree"), `rm -rf ${shared}/worktrees/other`);
        expect(files.map((file) => readFileSync(file, "latin1"))).toEqual(before);
      },
    );

    it("makes nothing else writable", async () => {
      expect(await run(at("tree"), `touch ${at("main/b")}`)).not.toBe(0);
      expect(await run(at("tree"), `touch ${at("other/b")}`)).not.toBe(0);
      writeFileSync(at("tree/.git"), `gitdir: ${at("main/.git")}\n`);
      expect(await run(at("tree"), `touch ${at("main/.git/b")}`)).not.toBe(0);
    });
  });
});
