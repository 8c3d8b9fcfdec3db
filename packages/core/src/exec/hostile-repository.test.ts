import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createLinuxSandbox } from "@codex/linux-sandbox";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { assessCommandSafety } from "../safety/assess-command-safety.js";
import { approvedExec } from "../tools/commands/approved-exec.js";
import { createExecRunner } from "./exec.js";
import type { ExecRunner } from "./exec-runner.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const worksHere = (await probe.report()).some(({ name, works }) => name === "landlock" && works);

let folder: TemporaryFolder;
let proof: string;
let runner: ExecRunner;

beforeAll(() => {
  runner = createExecRunner({ env: {}, platform: "linux" });
});
afterAll(() => runner[Symbol.asyncDispose]());

/** A repository that makes Git run a program on every known occasion. */
beforeEach(async () => {
  folder = new TemporaryFolder();
  proof = folder.at("PWN");
  const evil = folder.at("evil.sh");
  writeFileSync(evil, `#!/bin/sh\ntouch '${proof}'\ncat\n`);
  chmodSync(evil, 0o755);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: folder.path,
      stdio: "pipe",
    });
  git("init", "-q", ".");
  writeFileSync(folder.at("file.txt"), "one\n");
  git("add", "file.txt");
  git("commit", "-qm", "one");
  writeFileSync(folder.at("file.txt"), "two\n");
  writeFileSync(folder.at(".gitattributes"), "*.txt diff=evil filter=evil\n");
  const settings = {
    "core.fsmonitor": evil,
    "core.pager": evil,
    "core.sshCommand": evil,
    "core.editor": evil,
    "diff.external": evil,
    "diff.evil.command": evil,
    "diff.evil.textconv": evil,
    "filter.evil.clean": evil,
    "filter.evil.process": evil,
    "filter.evil.smudge": evil,
    "gpg.program": evil,
    "log.showSignature": "true",
    "core.hooksPath": folder.at("hooks"),
  };
  for (const [name, value] of Object.entries(settings)) git("config", name, value);
  mkdirSync(folder.at("hooks"));
  for (const hook of ["post-index-change", "reference-transaction", "fsmonitor-watchman"]) {
    execFileSync("cp", [evil, folder.at("hooks", hook)]);
  }
  await rm(proof, { force: true });
  return () => folder[Symbol.dispose]();
});

const sessions: readonly CurrentSandboxPolicy[] = [
  { mode: "read-only" },
  { mode: "workspace-write", network_access: true, exclude_tmpdir_env_var: false, exclude_slash_tmp: false },
  { mode: "danger-full-access" },
];

describe.skipIf(!worksHere)("a hostile repository (skipped where Landlock does not work)", () => {
  it("is hostile: outside of the sandbox its programs run", () => {
    execFileSync("git", ["status"], { cwd: folder.path, stdio: "pipe" });
    expect(existsSync(proof)).toBe(true);
  });

  it.each(sessions)("runs nothing through Git commands that need no approval, under $mode", async (sandboxPolicy) => {
    const commands = [
      ["git", "status"],
      ["git", "diff"],
      ["git", "log", "-p", "--stat"],
      ["git", "show"],
      ["git", "branch", "-a"],
      ["bash", "-lc", "git status && git diff | head -n 5"],
    ];
    for (const command of commands) {
      const check = await assessCommandSafety({
        command,
        approvalPolicy: "untrusted",
        sandboxPolicy,
        withEscalatedPermissions: false,
      });
      if (check.type !== "auto-approve") throw new Error(`${command.join(" ")}: ${check.type}`);
      const result = await runner.run(
        { command, cwd: folder.path, timeoutMs: 100_000, env: { PATH: "/usr/bin:/bin", HOME: folder.path } },
        { ...approvedExec(check, { sandboxPolicy }), sandboxCwd: folder.path, signal: new AbortController().signal },
      );
      expect({ command, type: result.type, ran: existsSync(proof) }).toEqual({ command, type: "finished", ran: false });
    }
  });
});
