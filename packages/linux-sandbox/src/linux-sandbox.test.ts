import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { becomeUser, workingBackends } from "../test/confined.js";
import type { BackendName } from "./backend.js";
import type { Confinement } from "./confinement.js";
import { createLinuxSandbox, type LinuxSandbox } from "./linux-sandbox.js";

becomeUser();

const open = (only?: BackendName[], onWarning?: (line: string) => void) =>
  createLinuxSandbox({ arch: process.arch, platform: process.platform, only, onWarning });

const backends = await workingBackends();
const works = (name: BackendName) => backends.includes(name);

let workspace: TemporaryFolder;
let confinement: Confinement;

beforeEach(() => {
  workspace = new TemporaryFolder();
  execFileSync("git", ["init", "-q", workspace.path], { env: { PATH: process.env["PATH"], HOME: workspace.path } });
  const readOnlySubpaths = [".git/hooks", ".git/config", ".git/commondir", ".codex"].map((path) => workspace.at(path));
  confinement = { writableRoots: [{ root: workspace.path, readOnlySubpaths }], network: false };
});
afterEach(() => workspace[Symbol.dispose]());

async function run(sandbox: LinuxSandbox, script: string, { cwd = workspace.path, within = confinement } = {}) {
  const env = { PATH: "/usr/bin:/bin", HOME: workspace.path, MARK: "is here" };
  const outcome = await sandbox.spawn({ command: ["bash", "-c", script], cwd, env }, within);
  if (outcome.type !== "spawned") return outcome;
  const { stdout, stderr, exited } = outcome.process;
  let text = "";
  const append = (bytes: Uint8Array) => {
    text += Buffer.from(bytes).toString();
  };
  const [status] = await Promise.all([exited, stdout.read(append), stderr.read(append)]);
  return { type: "ended", code: status.code, text };
}

describe.each<BackendName>(["landlock", "bwrap", "unshare"])("%s", (name) => {
  describe.skipIf(!works(name))("(skipped where it does not work)", () => {
    it("passes on the environment, the folder, the output and the exit code", async () => {
      await using sandbox = open([name]);
      mkdirSync(workspace.at("sub"));
      const script = 'echo "$MARK in $PWD"; cat; echo err > /dev/stderr; exit 7';
      expect(await run(sandbox, script, { cwd: workspace.at("sub") })).toEqual({
        type: "ended",
        code: 7,
        text: `is here in ${workspace.path}/sub\nerr\n`,
      });
    });

    it("allows writing where the policy does, and nowhere else", async () => {
      await using sandbox = open([name]);
      const script = `echo x > inside && mkdir d && mv inside d/ && ! echo x > /tmp/outside-$$ && ! echo x > ~/../x && echo > /dev/null`;
      expect(await run(sandbox, script)).toMatchObject({ code: 0 });
      expect(readFileSync(workspace.at("d/inside"), "utf8")).toBe("x\n");
    });

    it("allows no writing if nothing is writable", async () => {
      await using sandbox = open([name]);
      const within = { writableRoots: [], network: false };
      expect(await run(sandbox, "! echo x > x && ! touch /tmp/x-$$ && ! chmod 700 . && ls", { within })).toMatchObject({
        code: 0,
      });
    });

    it("has no network, no privileges and no way to gain any", async () => {
      await using sandbox = open([name]);
      const script =
        "! (exec 3<>/dev/tcp/127.0.0.1/9) && grep NoNewPrivs /proc/self/status && grep CapEff /proc/self/status; " +
        "unshare -Urm mount -t tmpfs none /mnt && echo mounted";
      const { text } = await run(sandbox, script).then((result) => ({
        text: "text" in result ? result.text : result.type,
      }));
      expect(text).toContain("NoNewPrivs:\t1\n");
      expect(text).toContain("CapEff:\t0000000000000000\n");
      expect(text).not.toContain("mounted");
    });

    it("says if a program or a folder does not exist", async () => {
      await using sandbox = open([name]);
      const request = { command: ["no-such-program"], cwd: workspace.path, env: { PATH: "/usr/bin" } };
      const failed = {
        type: "failed-to-start",
        message: expect.stringContaining("No such file or directory (os error 2): "),
      };
      expect(await sandbox.spawn(request, confinement)).toEqual(failed);
      expect(await sandbox.spawn({ ...request, command: ["true"], cwd: "/no/such" }, confinement)).toEqual(failed);
    });

    it("names a script's missing interpreter, and does not execute a pipe", async () => {
      await using sandbox = open([name]);
      writeFileSync(workspace.at("from-windows"), "#!/bin/sh\r\necho x\r\n", { mode: 0o755 });
      execFileSync("mkfifo", ["-m", "755", workspace.at("pipe")]);
      const start = (command: string) =>
        sandbox.spawn({ command: [command], cwd: workspace.path, env: { PATH: "/usr/bin" } }, confinement);
      const message = 'No such file or directory (os error 2): there is no program "/bin/sh\\r", which ./from-windows';
      expect(await start("./from-windows")).toEqual({
        type: "failed-to-start",
        message: expect.stringContaining(message),
      });
      expect(await start("./pipe")).toMatchObject({ type: "failed-to-start" });
    });

    it("keeps a sealed folder read-only wherever it is in a writable one", async () => {
      await using sandbox = open([name]);
      mkdirSync(workspace.at("a/home"), { recursive: true });
      mkdirSync(workspace.at("a/other"));
      writeFileSync(workspace.at("a/home/config.toml"), "old");
      const sealed = workspace.at("a/home");
      const within = {
        writableRoots: [{ root: workspace.path, readOnlySubpaths: [sealed] }],
        network: false,
        sealedFolders: [sealed],
      };
      const script =
        "cd a; echo x > other/x; echo x > home/config.toml; echo x > home/new; mv home h; mv ../a ../b; rm -r home; true";
      expect(await run(sandbox, script, { within })).toMatchObject({ code: 0 });
      expect(readdirSync(sealed)).toEqual(["config.toml"]);
      expect(readFileSync(join(sealed, "config.toml"), "utf8")).toBe("old");
      expect(existsSync(workspace.at("a/other/x"))).toBe(true);
    });
  });
});

describe.each<BackendName>(["bwrap", "unshare"])("%s", (name) => {
  describe.skipIf(!works(name))("(skipped where it does not work)", () => {
    it("makes reserved folders, so that no command can", async () => {
      await using sandbox = open([name]);
      const cache = workspace.at("cache");
      const root = { root: workspace.path, readOnlySubpaths: [cache], reservedFolders: [cache] };
      const within = { writableRoots: [root], network: false };
      expect(await run(sandbox, "echo x > cache/x || mv cache c || rm -r cache", { within })).toMatchObject({
        code: 1,
      });
      expect(readdirSync(workspace.path)).toEqual([".git", "cache"]);
      expect(readdirSync(cache)).toEqual([]);
    });

    it("protects a repository's hooks and settings, and allows commits", async () => {
      await using sandbox = open([name]);
      const identity = "-c user.name=a -c user.email=a@example.com";
      expect(await run(sandbox, `git ${identity} commit -q --allow-empty -m one`)).toMatchObject({ code: 0, text: "" });
      const attacks = [
        "echo x > .git/hooks/pre-commit",
        "git config core.fsmonitor evil",
        "rm .git/config",
        "mv .git/hooks .git/h",
        "mv .git a",
        "mount -o remount,bind,rw .git/hooks && echo x > .git/hooks/x",
        "umount .git/hooks && echo x > .git/hooks/x",
        "unshare -Urm sh -c 'umount .git/hooks; echo x > .git/hooks/x'",
      ];
      const results = await Promise.all(attacks.map((script) => run(sandbox, script)));
      expect(results.map((result) => "code" in result && result.code !== 0)).toEqual(attacks.map(() => true));
    });

    it("ends everything that the command started", async () => {
      await using sandbox = open([name]);
      const result = await run(sandbox, "setsid sleep 600 >/dev/null 2>&1 & echo $$");
      expect(result).toMatchObject({ code: 0, text: expect.stringMatching(/^\d\n$/) });
    });
  });
});

describe.skipIf(process.platform !== "linux")("the watcher of a command (Linux only)", () => {
  it.skipIf(backends.length === 0)(
    "is a child of this process and leaves no zombies (needs a sandbox that works)",
    async () => {
      await using sandbox = open();
      const script = `sed -n 's/^[0-9]* (.*) . \\([0-9]*\\) \\([0-9]*\\) .*/\\1 \\2/p' /proc/[0-9]*/stat 2>/dev/null; true`;
      const request = { command: ["bash", "-c", script], cwd: workspace.path, env: { PATH: "/usr/bin:/bin" } };
      const outcome = await sandbox.spawnUnconfined(request);
      if (outcome.type !== "spawned") throw new Error(outcome.message);
      const { pid, stdout, stderr, exited } = outcome.process;
      const chunks: Buffer[] = [];
      await Promise.all([exited, stdout.read((bytes) => chunks.push(Buffer.from(bytes))), stderr.read(() => {})]);
      const children = Buffer.concat(chunks).toString().split("\n");
      expect(children.filter((line) => line === `${process.pid} ${pid}`)).toHaveLength(2);
      await expect.poll(() => isThere(pid)).toBe(false);
    },
  );
});

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

describe("if not everything works", () => {
  it.skipIf(!works("landlock"))(
    "ends leftover processes before it reports the command's end (needs Landlock)",
    async () => {
      await using sandbox = open(["landlock"]);
      const outcome = await sandbox.spawn(
        { command: ["bash", "-c", "setsid sleep 100 &"], cwd: workspace.path, env: { PATH: "/usr/bin:/bin" } },
        confinement,
      );
      if (outcome.type !== "spawned") throw new Error(outcome.message);
      await outcome.process.exited;
      // The watcher that ends the rest is a child of this process.
      expect(readFileSync(`/proc/self/task/${process.pid}/children`, "utf8")).toBe("");
    },
  );

  it.skipIf(!works("landlock"))("says once what Landlock alone does not protect (needs Landlock)", async () => {
    const warnings: string[] = [];
    await using sandbox = open(["landlock"], (line) => warnings.push(line));
    await run(sandbox, "true");
    await run(sandbox, "true");
    expect(warnings).toEqual([expect.stringContaining("put aside only when they have ended: only Landlock works")]);
  });

  it("runs nothing if no backend works", async () => {
    await using sandbox = open([]);
    expect(await run(sandbox, "touch ran")).toEqual({
      type: "sandbox-unavailable",
      message: expect.stringContaining("the command was not run"),
    });
    expect(existsSync(workspace.at("ran"))).toBe(false);
  });

  it("has neither sandbox nor surprises on other systems", async () => {
    await using sandbox = createLinuxSandbox({ arch: process.arch, platform: "win32" });
    expect(await run(sandbox, "touch ran")).toMatchObject({ type: "sandbox-unavailable" });
    const outcome = await sandbox.spawnUnconfined({
      command: ["true"],
      cwd: workspace.path,
      env: { PATH: "/usr/bin:/bin" },
    });
    expect(outcome.type === "spawned" && (await outcome.process.exited)).toEqual({ code: 0, signal: null });
  });
});
