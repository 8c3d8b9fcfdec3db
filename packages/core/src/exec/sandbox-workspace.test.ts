import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type BackendName, createLinuxSandbox } from "@codex/linux-sandbox";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { createExecRunner } from "./exec.js";
import type { ExecRunner } from "./exec-runner.js";
import type { ExecResult } from "./exec-types.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const working = (await probe.report()).flatMap(({ name, works }) => (works ? [name] : []));

let base: TemporaryFolder;
let workspace: string;
let runner: ExecRunner;

beforeEach(() => {
  base = new TemporaryFolder({}, homedir());
  workspace = base.at("app");
  mkdirSync(workspace);
});
afterEach(() => base[Symbol.dispose]());

const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", args, { cwd, stdio: "pipe", env: { PATH: process.env["PATH"], HOME: base.path } }).toString();

/** Runs a script in the workspace. */
function run(script: string, cwd = workspace): Promise<ExecResult> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: base.path };
  return runner.run(
    { command: ["bash", "-c", script], cwd, timeoutMs: 100_000, env },
    { sandboxed: true, sandboxPolicy: WORKSPACE_WRITE, sandboxCwd: workspace, signal: new AbortController().signal },
  );
}

async function succeeds(script: string, cwd = workspace): Promise<boolean> {
  const result = await run(script, cwd);
  if (!("output" in result)) throw new Error(`${result.type}: ${result.message}`);
  return result.output.exitCode === 0;
}

describe.each<BackendName>(["bwrap", "unshare", "landlock"])("workspace-write by %s", (name) => {
  describe.skipIf(!working.some((backend) => backend === name))("(skipped where it does not work)", () =>
    workspaceWrite(name),
  );
});

function workspaceWrite(backend: BackendName): void {
  beforeAll(() => {
    runner = createExecRunner({ env: {}, platform: "linux", backends: [backend] });
  });
  afterAll(() => runner[Symbol.asyncDispose]());

  it("may be blamed for a failure, but never for a missing command", async () => {
    expect(await run("exit 1")).toMatchObject({ type: "sandbox-denied", output: { exitCode: 1 } });
    expect(await run("no-such-command")).toMatchObject({ type: "finished", output: { exitCode: 127 } });
    expect(await run("true")).toMatchObject({ type: "finished", output: { exitCode: 0 } });
  });

  describe("the writable area", () => {
    it("is the workspace and nothing else", async () => {
      mkdirSync(base.at("app-evil"));
      symlinkSync(base.path, join(workspace, "up"));
      const verdicts = {
        inside: await succeeds("echo x > file && mkdir -p a/b && mv file a/b/c"),
        sameNameWithSuffix: await succeeds(`echo x > ${base.path}/app-evil/x`),
        byDotDot: await succeeds("echo x > ../x"),
        byLink: await succeeds("echo x > up/x"),
        home: await succeeds("echo x > ~/x"),
        system: await succeeds("echo x > /usr/x-should-not-be"),
      };
      expect(verdicts).toEqual({
        inside: true,
        sameNameWithSuffix: false,
        byDotDot: false,
        byLink: false,
        home: false,
        system: false,
      });
    });

    it("does not depend on the folder that the model runs in", async () => {
      const outside = base.at("out");
      mkdirSync(outside);
      symlinkSync("/", join(workspace, "root"));
      const before = structuredClone(WORKSPACE_WRITE);
      expect(await succeeds("echo x > x", outside)).toBe(false);
      expect(await succeeds("echo x > x", join(workspace, ".."))).toBe(false);
      expect(await succeeds(`echo x > .${base.path}/x`, join(workspace, "root"))).toBe(false);
      expect(await succeeds(`echo x > ${workspace}/x`, outside)).toBe(true);
      expect(WORKSPACE_WRITE).toEqual(before);
    });
  });

  describe("a repository", () => {
    beforeEach(() => git(workspace, "init", "-q", "."));

    it("allows commits and branches", async () => {
      const identity = "-c user.name=a -c user.email=a@example.com";
      expect(await succeeds(`echo x > f && git add f && git ${identity} commit -qm one && git checkout -qb next`)).toBe(
        true,
      );
      expect(git(workspace, "log", "--format=%s", "next")).toBe("one\n");
    });

    it.each([
      ["a hook", "echo x > .git/hooks/pre-commit"],
      ["a setting", "git config core.fsmonitor 'touch PWN'"],
      ["another hooks folder", "git config core.hooksPath evil"],
      ["the configuration itself", "printf '[core]\\n\\tpager = evil\\n' >> .git/config"],
      ["a new configuration in its place", "rm .git/config"],
      ["another common folder", "mkdir x && echo ../x > .git/commondir; test ! -e .git/commondir"],
      ["the repository renamed", "mv .git a && echo x > a/hooks/pre-commit && mv a .git"],
      ["the repository copied", "cp -r .git a && rm -rf .git && mv a .git && echo x > .git/hooks/pre-commit"],
    ])("protects: %s", async (_, script) => {
      const config = readFileSync(join(workspace, ".git/config"), "utf8");
      await succeeds(script);
      expect(readFileSync(join(workspace, ".git/config"), "utf8")).toBe(config);
      expect(existsSync(join(workspace, ".git/hooks/pre-commit"))).toBe(false);
      expect(existsSync(join(workspace, ".git/commondir"))).toBe(false);
      expect(existsSync(join(workspace, ".git"))).toBe(true);
    });

    it("protects missing hooks without leaving a trace", async () => {
      await rm(join(workspace, ".git/hooks"), { recursive: true });
      expect(await succeeds("mkdir -p .git/hooks; echo x > .git/hooks/pre-commit")).toBe(false);
      expect(git(workspace, "status", "--porcelain")).toBe("");
    });
  });

  describe("nested repositories", () => {
    it("have their hooks, settings and pointers protected", async () => {
      git(workspace, "init", "-q", ".");
      git(workspace, "init", "-q", "vendor/sub");
      mkdirSync(join(workspace, ".git/modules"));
      git(workspace, "init", "-q", "--separate-git-dir", join(workspace, ".git/modules/x"), "libs/x");
      writeFileSync(join(workspace, ".gitmodules"), "");
      const scripts = [
        "echo x > vendor/sub/.git/hooks/pre-commit",
        "git -C vendor/sub config core.pager evil",
        "echo x > .git/modules/x/hooks/pre-commit",
        "git -C libs/x config core.fsmonitor evil",
        "echo 'gitdir: ../../evil' > libs/x/.git",
        // Without mounts, changes that cannot make Git run anything are allowed.
        ...(backend === "landlock" ? [] : ["rm libs/x/.git", "echo x >> .gitmodules"]),
      ];
      for (const script of scripts) expect([script, await succeeds(script)]).toEqual([script, false]);
      const files = ["vendor/sub/.git/hooks/pre-commit", ".git/modules/x/hooks/pre-commit"];
      expect(files.filter((file) => existsSync(join(workspace, file)))).toEqual([]);
      expect(git(join(workspace, "libs/x"), "config", "--list")).not.toContain("evil");
    });
  });

  describe("a missing path", () => {
    it("cannot be used to configure Codex", async () => {
      expect(await succeeds("mkdir -p .codex && echo 'notify = [\"evil\"]' > .codex/config.toml")).toBe(false);
      expect(readdirSync(workspace)).toEqual([".codex.untrusted"]);
      expect(await succeeds("mkdir .codex")).toBe(false);
      expect(readdirSync(workspace)).toEqual([".codex.untrusted"]);
    });

    it("may become a repository, but not one that runs programs", async () => {
      const evil = "echo x > .git/hooks/pre-commit; git config core.fsmonitor evil; git config user.name me";
      expect(await succeeds(`git init -q . && ${evil}`)).toBe(false);
      expect(existsSync(join(workspace, ".git/hooks/pre-commit"))).toBe(false);
      expect(git(workspace, "config", "--local", "--list")).toBe(
        "core.repositoryformatversion=0\ncore.filemode=true\ncore.bare=false\ncore.logallrefupdates=true\nuser.name=me\n",
      );
    });

    it("may become a plain repository", async () => {
      expect(await succeeds("git init -q . && git remote add origin https://example.com/x.git")).toBe(true);
      expect(git(workspace, "remote")).toBe("origin\n");
    });

    it("must not become a pointer to another repository", async () => {
      expect(await succeeds("echo 'gitdir: /tmp' > .git")).toBe(false);
      expect(existsSync(join(workspace, ".git"))).toBe(false);
    });
  });

  it("protects a path that is a link", async () => {
    mkdirSync(base.at("elsewhere"));
    symlinkSync(base.at("elsewhere"), join(workspace, ".codex"));
    expect(await succeeds("true")).toBe(true);
    expect(await succeeds("rm .codex && mkdir .codex && echo x > .codex/config.toml")).toBe(false);
    expect(readlinkSync(join(workspace, ".codex"))).toBe(base.at("elsewhere"));
  });
}
