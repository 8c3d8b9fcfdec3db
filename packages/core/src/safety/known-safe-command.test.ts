import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isKnownSafe } from "./known-safe-command.js";
import { SessionRoots } from "./roots/session-roots.js";
import { programLookup, runsTrustedPrograms } from "./trusted-programs.js";

const NO_TEMPORARY = { exclude_tmpdir_env_var: true, exclude_slash_tmp: true };

const bash = (script: string): string[] => ["bash", "-lc", script];
const words = (line: string): string[] => line.split(" ");

describe("commands that need no approval", () => {
  it.each([
    [words("ls -la src")],
    [words("find . -name *.ts -type f")],
    [words("rg -n --glob !dist -e z src")],
    [words("sed -n 10,20p file")],
    [words("rg -ez src")],
    [words("rg z --pretty")],
    [words("git status")],
    [words("git show HEAD -- --output.md")],
    [words("git log --oneline -n 5 --remotes --diff-merges=first-parent")],
    [words("git branch -a")],
    [words("git branch")],
    [words("git branch -avv --no-color")],
    [words("git branch --contains topic")],
    [words("git branch -r --no-merged main topic/*")],
    [words("git branch --merged")],
    [words("git branch --format x --sort y --column")],
    [words("git branch --sort -committerdate -a")],
    [words("git diff --text --exit-code --oneline")],
    [bash("cd src && ls | wc -l; pwd || true")],
    [bash("ls\npwd")],
    [bash("ls -la \\\n  src")],
    [bash("find . -name '*.ts' | head -n 5")],
    [bash("find src/*.ts")],
    [bash("rg x src/*.ts")],
    [bash("git diff src/*.ts")],
    [bash("sed -n 1p src/*.ts")],
    [bash("git branch --list topic-d")],
    [bash("true;".repeat(50))],
    [bash("rg -n 'a|b' src && git diff")],
  ])("%j", async (command) => {
    expect(await isKnownSafe(command)).toBe(true);
  });
});

describe("commands that are asked about", () => {
  it.each([
    ["./cat x", "/tmp/evil/cat x", "CAT x", "cat\u200b x", "\u0441at x", "l\\s"],
    [
      "find . -exec rm {} ;",
      "find . -fprintf f x",
      "find . -fls f",
      "find . -fprint f",
      "find . -delete",
      "find . -ok x ;",
    ],
    ["rg --pre x y", "rg --pre=x y", "rg --hostname-bin x y", "rg -z y", "rg -nz y", "rg --search-zip y"],
    [
      "sed -n 1w/tmp/x f",
      "sed -n 1e f",
      "sed -i s/a/b/ f",
      "sed -n 1p -i",
      "sed -n 1p -fscript",
      "sed -n 1p a b",
      "sed -i 10,20p f",
    ],
    [
      "sed -n 1p",
      "sed -n",
      "sed",
      "sed -e 10p f",
      "rg -iz y",
      "git branch -vD x",
      "git branch --edit-description",
      "git branch --edit-desc",
      "git branch --del x",
      "git branch --mo a b",
      "git branch --se x",
      "git branch -t a b",
      "git diff --outp=f",
      "git show --ext-d",
      "git log --textc",
      "git show --remerge-diff",
      "git log --diff-merges=remerge",
      "git log --diff-merges r",
      "git log -p --output f",
    ],
    ["git log --output=f", "git diff --ext-diff", "git show --textconv", "git -c a=b status", "git --exec-path=x log"],
    ["git branch topic", "git branch topic HEAD~1", "git branch -v topic", "git branch --sort x topic"],
    ["git branch --no-list topic", "git branch -q topic", "git branch -- topic", "git branch --abbrev=3 topic"],
    ["git branch --format --list topic", "git branch --format --sort topic"],
    ["git branch -D main", "git branch -m a b", "git branch --force x", "git push", "git"],
    ["cargo check --config x", "cargo check --manifest-path /x", "cargo build", "cargo +x check"],
    ["cargo check", "npm test", "make", "pytest", "go vet", "tsc --noEmit"],
    ["base64 -o f", "base64 -of", "sort -o f", "tree -o f", "xargs ls", "env X=Y ls", "dig x", "ping x", "sudo ls"],
  ])("%j and similar commands", async (...commands) => {
    const verdicts = await Promise.all(commands.map((command) => isKnownSafe(words(command))));
    expect(verdicts).toEqual(commands.map(() => false));
  });

  it.each([
    "cat$IFS-x",
    "ls > f",
    "ls >> f",
    "cat < f",
    "cat <(ls)",
    "ls $(touch PWN)",
    "ls `touch PWN`",
    'echo "$(touch PWN)"',
    "ping $(cat secret)",
    "echo a && touch PWN",
    "echo a; touch PWN",
    "echo a | touch PWN",
    "echo a & touch PWN",
    "echo a\ntouch PWN",
    "ls\rtouch PWN",
    "cat <<EOF\nx\nEOF",
    "cat\u00a0x",
    "ls \u200b",
    "find . -del\\\nete",
    "find . \\-delete",
    'find . "-delete"',
    "find . -d'elete'",
    "find *",
    "rg x *",
    "git log --out*",
    "sed -n 1p *",
    "X=1 ls",
    "ls &&",
    "cat ~root/x",
    "cat ~+/x",
    "find {-delete,x}",
    "ls '",
    "eval ls",
    "\\ls",
    "ls # touch PWN",
    `${"true; ".repeat(60)}ls`,
    "true;".repeat(51),
    "# nothing but a comment",
    "",
    `${"true\n".repeat(20_000)}ls`,
  ])("bash -lc %j", async (script) => {
    expect(await isKnownSafe(bash(script))).toBe(false);
  });

  it("every way to call a shell but one", async () => {
    const commands = [
      ["bash", "-c", "ls"],
      ["sh", "-lc", "ls"],
      ["/bin/bash", "-lc", "ls"],
      ["bash", "-lc", "ls", "x"],
      ["bash", "-lc"],
      [],
    ];
    const verdicts = await Promise.all(commands.map(isKnownSafe));
    expect(verdicts).toEqual(commands.map(() => false));
  });
});

describe("the location of a program", () => {
  let folder: TemporaryFolder;

  beforeAll(() => {
    folder = new TemporaryFolder();
    mkdirSync(folder.at("evil"));
    writeFileSync(folder.at("evil/ls"), "#!/bin/sh\n");
    chmodSync(folder.at("evil/ls"), 0o755);
    mkdirSync(folder.at("links"));
    symlinkSync(folder.at("evil/ls"), folder.at("links/ls"));
  });
  afterAll(() => folder[Symbol.dispose]());

  const isTrusted = (path: string | undefined, untrusted: string, command = ["ls"]) =>
    runsTrustedPrograms(command, { path, untrustedFolders: [untrusted] });

  it("is trusted outside of what the session can write", async () => {
    expect(await isTrusted("/usr/bin:/bin", folder.path)).toBe(true);
    expect(await isTrusted("/usr/bin:/bin", "/")).toBe(true);
    expect(await isTrusted(`/usr/bin:/bin:${folder.path}/evil`, folder.path)).toBe(true);
  });

  it("is untrusted inside of it, through a link into it, or by a relative entry", async () => {
    expect(await isTrusted(`${folder.path}/evil:/usr/bin:/bin`, folder.path)).toBe(false);
    expect(await isTrusted(`${folder.path}/links:/usr/bin:/bin`, folder.at("evil"))).toBe(false);
    expect(await isTrusted("evil:/usr/bin:/bin", folder.path)).toBe(false);
    expect(await isTrusted(":/usr/bin:/bin", folder.path)).toBe(false);
  });

  it("is the first folder with the program: a non-executable file does not count, and a missing program is harmless", async () => {
    writeFileSync(folder.at("evil/wc"), "");
    expect(await isTrusted(`${folder.path}/evil:/usr/bin:/bin`, folder.path, ["wc"])).toBe(true);
    expect(await isTrusted("/nowhere", folder.path)).toBe(true);
    expect(await isTrusted(undefined, folder.path)).toBe(false);
    const untrustedFolders = [folder.at("none"), folder.at("evil"), folder.at("other")];
    expect(await runsTrustedPrograms(["ls"], { path: `${folder.path}/evil`, untrustedFolders })).toBe(false);
  });

  it("is checked for the shell, but not for its built-ins", async () => {
    writeFileSync(folder.at("evil/bash"), "", { mode: 0o755 });
    writeFileSync(folder.at("evil/pwd"), "", { mode: 0o755 });
    expect(await isTrusted(`${folder.path}/evil:/usr/bin:/bin`, folder.path, bash("cat x"))).toBe(false);
    rmSync(folder.at("evil/bash"));
    expect(await isTrusted(`${folder.path}/evil:/usr/bin:/bin`, folder.path, bash("pwd"))).toBe(true);
    expect(await isTrusted(`${folder.path}/evil:/usr/bin:/bin`, folder.path, ["pwd"])).toBe(false);
    expect(await isTrusted(`${folder.path}/evil:/usr/bin:/bin`, folder.path, ["cat", "-lc", "ls"])).toBe(true);
  });

  it("is looked up where the session can write, and in its working directory", () => {
    const lookup = (mode: "read-only" | "workspace-write") =>
      programLookup(
        mode === "read-only"
          ? { mode }
          : { mode, writable_roots: [folder.at("evil")], network_access: false, ...NO_TEMPORARY },
        { cwd: folder.at("links"), roots: new SessionRoots({ env: {} }), path: "/bin" },
      );
    expect(lookup("read-only")).toEqual({ path: "/bin", untrustedFolders: [folder.at("links")] });
    expect(lookup("workspace-write").untrustedFolders.toSorted()).toEqual([folder.at("evil"), folder.at("links")]);
  });

  it("is checked for every command of a script", async () => {
    const path = `${folder.path}/evil:/usr/bin:/bin`;
    expect(await isTrusted(path, folder.path, bash("cat x | wc -l"))).toBe(true);
    expect(await isTrusted(path, folder.path, bash("cat x && ls"))).toBe(false);
  });
});
