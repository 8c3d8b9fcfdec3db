import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, describe, expect, test, vi } from "vitest";
import { git } from "../../../test/support/git.js";
import { isWorthReporting, putAsideMessage, putAsideNote } from "../../exec/output/put-aside-note.js";
import { ObeyedFiles } from "./obeyed-files.js";

afterEach(() => {
  vi.useRealTimers();
});

/** A project with hooks and a program named by its settings. */
function project(): TemporaryFolder {
  const folder = new TemporaryFolder({ "tools/fs.sh": "#!/bin/sh\nexit 1\n", ".husky/pre-commit": "true\n" });
  for (const file of ["tools/fs.sh", ".husky/pre-commit"]) chmodSync(folder.at(file), 0o755);
  git(folder.path, "init", "-q");
  git(folder.path, "config", "core.fsmonitor", "tools/fs.sh");
  git(folder.path, "config", "core.hooksPath", ".husky");
  return folder;
}

const scopeOf = ({ path }: TemporaryFolder) => ({ roots: [{ root: path, workspaces: [path] }], env: {} });

describe.each([
  ["half a second slow, as on a busy machine", 500],
  ["an hour slow, as on some servers", 3_600_000],
  ["an hour fast", -3_600_000],
])("a file system clock that is %s", (_, lag) => {
  test.each(["tools/fs.sh", ".husky/pre-commit", ".git/hooks/post-checkout", ".git/config.worktree"])(
    "makes no difference: what a command writes to %s is moved aside",
    async (file) => {
      using folder = project();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + lag });
      const watch = await new ObeyedFiles({}).begin(scopeOf(folder));
      folder.write(file, "[alias]\n\tx = !touch PWN\n");
      expect((await watch.end(new Set())).paths).toEqual([folder.at(file)]);
      expect(existsSync(folder.at(file)) && readFileSync(folder.at(file), "utf8").includes("PWN")).toBe(false);
    },
  );
});

test("a repository that a command creates is tracked even if the file system's clock is late", async () => {
  using folder = project();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 500 });
  const watch = await new ObeyedFiles({}).begin(scopeOf(folder));
  git(folder.path, "init", "-q", "sub");
  git(folder.at("sub"), "config", "core.fsmonitor", "touch PWN");
  expect((await watch.end(new Set())).paths).toEqual([folder.at("sub/.git/config")]);
});

describe("a command", () => {
  const EVIL = "[alias]\n\tx = !touch PWN\n";
  const begin = (folder: TemporaryFolder, obeyed = new ObeyedFiles({})) => obeyed.begin(scopeOf(folder));

  test("is not blamed for changes to a path that it could not write", async () => {
    using folder = project();
    const watch = await begin(folder);
    folder.write("tools/fs.sh", "mine");
    expect(await watch.end(new Set([folder.at("tools/fs.sh")]))).toEqual({ paths: [], isFailure: false });
    expect(readFileSync(folder.at("tools/fs.sh"), "utf8")).toBe("mine");
  });

  test.each<[string, (folder: TemporaryFolder) => void]>([
    ["", () => {}],
    [", and removes that", (folder) => rmSync(folder.at("copy.sh"))],
  ])("is responsible for a path that it could not write if it writes the file by another name%s", async (_, then) => {
    using folder = project();
    linkSync(folder.at("tools/fs.sh"), folder.at("copy.sh"));
    const watch = await begin(folder);
    folder.write("copy.sh", "evil");
    then(folder);
    const { paths } = await watch.end(new Set([folder.at("tools/fs.sh")]));
    expect(paths).toEqual([folder.at("tools/fs.sh")]);
    expect(readFileSync(folder.at("tools/fs.sh"), "utf8")).toBe("#!/bin/sh\nexit 1\n");
  });

  test("is not blamed if the user replaces such a file, as package managers do that link files", async () => {
    using folder = project();
    linkSync(folder.at("tools/fs.sh"), folder.at("copy.sh"));
    const watch = await begin(folder);
    folder.write("new", "mine");
    linkSync(folder.at("new"), folder.at("store"));
    renameSync(folder.at("new"), folder.at("tools/fs.sh"));
    expect(await watch.end(new Set([folder.at("tools/fs.sh")]))).toEqual({ paths: [], isFailure: false });
  });

  test("cannot hide settings behind more included files than a function can have arguments", async () => {
    using folder = project();
    const watch = await begin(folder);
    folder.write("sub/.git/HEAD", "ref: refs/heads/main\n");
    for (const name of ["objects", "refs"]) mkdirSync(folder.at(`sub/.git/${name}`));
    folder.write("sub/.git/config", `${EVIL}[include]\n${"path=a\n".repeat(140_000)}`);
    expect((await watch.end(new Set())).paths).toEqual([folder.at("sub/.git/config")]);
  });

  test("may write the same again, and is only responsible until its end", async () => {
    using folder = project();
    const watch = await begin(folder);
    folder.write("tools/fs.sh", readFileSync(folder.at("tools/fs.sh"), "utf8"));
    expect((await watch.end(new Set())).paths).toEqual([]);
    folder.write("tools/fs.sh", "mine");
    expect((await watch.end(new Set())).paths).toEqual([]);
  });

  test("cannot pass off what it writes as something that was put aside", async () => {
    using folder = project();
    folder.write(".agents/skills/mine/SKILL.md", "mine");
    const obeyed = new ObeyedFiles({});
    const evil = (name: string) => folder.at(".agents/skills", name);
    const first = await begin(folder, obeyed);
    folder.write(".agents/skills/evil/SKILL.md", "evil");
    expect((await first.end(new Set())).paths).toEqual([evil("evil")]);
    const second = await begin(folder, obeyed);
    folder.write(".agents/skills/more.untrusted/SKILL.md", "evil");
    expect((await second.end(new Set())).paths).toEqual([evil("more.untrusted")]);
    expect(["evil.untrusted", "more.untrusted.untrusted"].map((name) => existsSync(evil(name)))).toEqual([true, true]);
  });

  test("may delete a whole repository, but no protected part of an existing one", async () => {
    using folder = project();
    git(folder.path, "init", "-q", "sub");
    folder.write(".git/hooks/pre-push", "mine");
    const watch = await begin(folder);
    for (const path of [".git/hooks/pre-push", "sub"]) rmSync(folder.at(path), { recursive: true });
    const back = { paths: [folder.at(".git/hooks/pre-push")], isFailure: true };
    expect(await watch.end(new Set())).toEqual(back);
    expect(readFileSync(folder.at(".git/hooks/pre-push"), "utf8")).toBe("mine");
    expect(existsSync(folder.at("sub"))).toBe(false);
  });

  test("has what programs obey in the project and the home restored, and may delete it elsewhere", async () => {
    const files = [".mcp.json", ".claude/settings.json", ".codex/rules/a.rules", ".bashrc"];
    using folder = new TemporaryFolder(
      Object.fromEntries([...files, "vendor/.codex/config.toml"].map((name) => [name, name])),
    );
    const scope = { ...scopeOf(folder), env: { HOME: folder.path } };
    const watch = await new ObeyedFiles({}).begin(scope);
    for (const path of [".mcp.json", ".claude", ".codex", ".bashrc", "vendor"])
      rmSync(folder.at(path), { recursive: true });
    const { paths, isFailure, gone } = await watch.end(new Set());
    expect({ paths: paths.toSorted(), isFailure, gone }).toEqual({
      paths: files.map((file) => folder.at(file)).toSorted(),
      isFailure: true,
      gone: undefined,
    });
    for (const file of files) expect(readFileSync(folder.at(file), "utf8")).toBe(file);
    expect(existsSync(folder.at("vendor"))).toBe(false);
  });

  test.each<[string, (hooks: string) => void]>([
    ["taken away as a whole", () => {}],
    ["that something else stands for", (hooks) => writeFileSync(hooks, "x")],
  ])("has the user's hooks restored from a folder %s", async (_, replace) => {
    using folder = project();
    folder.write(".git/hooks/pre-push", "mine");
    const watch = await begin(folder);
    rmSync(folder.at(".git/hooks"), { recursive: true });
    replace(folder.at(".git/hooks"));
    const { paths, gone, isFailure } = await watch.end(new Set());
    expect([paths.includes(folder.at(".git/hooks/pre-push")), gone, isFailure]).toEqual([true, undefined, true]);
    expect(readFileSync(folder.at(".git/hooks/pre-push"), "utf8")).toBe("mine");
  });

  test.each<[string, (hook: string) => void]>([
    ["changes", (hook) => writeFileSync(hook, "evil")],
    ["takes away", (hook) => rmSync(hook)],
  ])("that %s what cannot be restored has that reported", async (_, change) => {
    using folder = project();
    folder.write(".git/hooks/pre-push", "x".repeat(2 * 1024 * 1024));
    const watch = await begin(folder);
    const hook = folder.at(".git/hooks/pre-push");
    change(hook);
    const aside = await watch.end(new Set());
    expect(aside).toMatchObject({ gone: [hook], isFailure: true });
    expect(isWorthReporting(aside)).toBe(true);
    for (const text of [putAsideNote(aside), putAsideMessage(aside)])
      expect(text).toContain(`could not be brought back: ${hook}`);
  });

  test("that starts during another one does not make that one's changes the user's", async () => {
    using folder = project();
    const obeyed = new ObeyedFiles({});
    const first = await begin(folder, obeyed);
    folder.write("tools/fs.sh", "evil");
    const second = await begin(folder, obeyed);
    expect((await second.end(new Set())).paths).toEqual([folder.at("tools/fs.sh")]);
    expect(await first.end(new Set())).toEqual({ paths: [], isFailure: false });
  });

  test("is not blamed for what the user wrote before it", async () => {
    using folder = project();
    const obeyed = new ObeyedFiles({});
    await (await begin(folder, obeyed)).end(new Set());
    folder.write("tools/fs.sh", "mine");
    folder.write(".git/config", `${readFileSync(folder.at(".git/config"), "utf8")}${EVIL}`);
    expect((await (await begin(folder, obeyed)).end(new Set())).paths).toEqual([]);
    expect(readFileSync(folder.at("tools/fs.sh"), "utf8")).toBe("mine");
  });

  test("that turns the project's old files into hooks has its setting reverted, and the files stay", async () => {
    using folder = project();
    git(folder.path, "config", "--unset", "core.hooksPath");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    const watch = await begin(folder);
    git(folder.path, "config", "core.hooksPath", ".husky");
    expect(await watch.end(new Set())).toEqual({ paths: [folder.at(".git/config")], isFailure: false });
    expect(readFileSync(folder.at(".husky/pre-commit"), "utf8")).toBe("true\n");
  });

  test("should be kept from paths in settings and from existing repositories, but not from a project's hooks", async () => {
    using folder = project();
    const { protectedPaths } = await begin(folder);
    expect(protectedPaths).toContain(folder.at("tools/fs.sh"));
    expect(protectedPaths).not.toContain(folder.at(".husky/pre-commit"));
    git(folder.path, "init", "-q", "sub");
    const later = await begin(folder);
    expect(later.protectedPaths.some((path) => path.startsWith(folder.at("sub/.git")))).toBe(true);
  });
});
