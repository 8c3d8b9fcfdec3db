import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, truncateSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { beforeAll, describe, expect, test } from "vitest";
import { createCheckpoint } from "../src/checkpoint/create-checkpoint.js";
import { gitDiffToRemote } from "../src/git/git-diff-to-remote.js";
import { git } from "./support/git.js";

const env = { PATH: process.env["PATH"] };

function diff(cwd: string) {
  return gitDiffToRemote({ cwd, env, signal: new AbortController().signal });
}

/** `work` is a repository whose first commit has been pushed to its remote `origin`. */
function pushedRepository(): TemporaryFolder {
  const folder = new TemporaryFolder({ "work/a.txt": "one\n", "work/.gitignore": "ignored\n" });
  git(folder.path, "init", "-q", "--bare", "remote.git");
  const work = folder.at("work");
  git(work, "init", "-q");
  git(work, "add", ".");
  git(work, "commit", "-qm", "one");
  git(work, "remote", "add", "origin", folder.at("remote.git"));
  git(work, "push", "-qu", "origin", "main");
  return folder;
}

test("outside a repository and without a remote there is no diff", async () => {
  using folder = new TemporaryFolder();
  expect(await diff(folder.path)).toBeUndefined();
  git(folder.path, "init", "-q");
  git(folder.path, "commit", "-qm", "one", "--allow-empty");
  expect(await diff(folder.path)).toBeUndefined();
});

test("committed, uncommitted and new files are in the diff, ignored ones are not", async () => {
  using folder = pushedRepository();
  const work = folder.at("work");
  const pushed = git(work, "rev-parse", "HEAD");
  appendFileSync(folder.at("work/a.txt"), "two\n");
  git(work, "commit", "-qam", "two");
  appendFileSync(folder.at("work/a.txt"), "three\n");
  folder.write("work/-rf", "new\n");
  folder.write("work/ignored", "x\n");
  const result = await diff(work);
  expect(result?.sha).toBe(pushed);
  expect(result?.diff).toContain("@@ -1 +1,3 @@\n one\n+two\n+three\n");
  expect(result?.diff).toContain("+++ b/-rf\n@@ -0,0 +1 @@\n+new\n");
  expect(result?.diff).not.toContain("ignored");
});

test("a new file of terabytes is only named, and nothing reads it", async () => {
  using folder = pushedRepository();
  folder.write("work/huge", "x");
  truncateSync(folder.at("work/huge"), 8 * 1024 ** 4);
  folder.write("work/small", "new\n");
  const result = await diff(folder.at("work"));
  expect(result?.diff).toMatch(
    /diff --git a\/huge b\/huge\nnew file mode 100644\nBinary files \/dev\/null and b\/huge differ\n/,
  );
  expect(result?.diff).toContain("+++ b/small\n@@ -0,0 +1 @@\n+new\n");
});

test("the closest commit is used: of the branch itself, or of the branch it came from", async () => {
  using folder = pushedRepository();
  const work = folder.at("work");
  git(work, "checkout", "-qb", "feature");
  git(work, "commit", "-qm", "two", "--allow-empty");
  expect((await diff(work))?.sha).toBe(git(work, "rev-parse", "main"));
  git(work, "push", "-q", "origin", "feature:elsewhere");
  git(work, "fetch", "-q");
  expect((await diff(work))?.sha).toBe(git(work, "rev-parse", "HEAD"));
});

describe("a hostile repository", () => {
  let folder: TemporaryFolder;
  let planted: string;
  beforeAll(() => {
    folder = pushedRepository();
    planted = folder.at("PWN");
    const script = folder.write("evil.sh", `#!/bin/sh\ntouch '${planted}'\ncat\n`);
    chmodSync(script, 0o755);
    const settings: Record<string, string> = {
      "core.fsmonitor": script,
      "core.pager": script,
      "core.sshCommand": script,
      "core.hooksPath": folder.path,
      "diff.external": script,
      "diff.evil.textconv": script,
      "diff.evil.command": script,
      "filter.evil.clean": script,
      "filter.evil.smudge": script,
      "filter.evil.process": script,
      "filter.evil.required": "true",
      "gpg.program": script,
      "remote.origin.uploadpack": script,
      "protocol.ext.allow": "always",
      "alias.diff": `!${script}`,
    };
    for (const [name, value] of Object.entries(settings)) git(folder.at("work"), "config", name, value);
    git(folder.at("work"), "remote", "add", "another", `ext::${script}`);
    folder.write("work/.gitattributes", "* filter=evil diff=evil\n");
    appendFileSync(folder.at("work/a.txt"), "two\n");
    folder.write("work/$(touch PWN); `x`", "new\n");
    return () => folder[Symbol.dispose]();
  });

  test("runs none of its programs", async () => {
    const result = await diff(folder.at("work"));
    expect(result?.diff).toContain("+two\n");
    expect(existsSync(planted)).toBe(false);
  });

  test("even if Git does not say which programs it has for files", async () => {
    using programs = new TemporaryFolder({}, "/var/tmp");
    const realGit = execFileSync("sh", ["-c", "command -v git"]).toString().trim();
    const script = `#!/bin/sh\ncase "$*" in *"config --list"*) exit 3;; esac\nexec ${realGit} "$@"\n`;
    chmodSync(programs.write("git", script), 0o755);
    const call = {
      cwd: folder.at("work"),
      codexHome: folder.at("codex"),
      env: { PATH: `${programs.path}:${env.PATH}` },
    };
    const signal = new AbortController().signal;
    expect(await gitDiffToRemote({ ...call, signal })).toBeUndefined();
    await expect(createCheckpoint({ ...call, signal }, ["refs/codex/checkpoints/x/y"])).rejects.toThrow(/git failed/);
    expect(existsSync(planted)).toBe(false);
  });

  test("nor through branches and remotes with hostile names", async () => {
    const work = folder.at("work");
    const commit = git(work, "rev-parse", "main");
    for (const name of ["a;touch$IFS$9PWN", "--output=PWN", "$(touch PWN)"]) {
      folder.write(`work/.git/refs/heads/${name}`, `${commit}\n`);
      folder.write(`work/.git/refs/remotes/origin/${name}`, `${commit}\n`);
    }
    folder.write("work/.git/HEAD", "ref: refs/heads/--output=PWN\n");
    expect((await diff(work))?.sha).toBe(commit);
    expect(existsSync(planted)).toBe(false);
    expect(existsSync(folder.at("work/PWN"))).toBe(false);
  });
});
