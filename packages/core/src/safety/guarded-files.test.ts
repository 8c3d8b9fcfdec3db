import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { GuardedFiles } from "./guarded-files.js";
import { SessionRoots } from "./roots/session-roots.js";
import type { SandboxScope } from "./sandbox-scope.js";

let base: TemporaryFolder;
const at = (...names: readonly string[]) => base.at(...names);
const read = (name: string) => readFileSync(at(name), "utf8");
beforeEach(() => {
  base = new TemporaryFolder({}, homedir());
  for (const name of ["work/sub", "other", "outside", "codex"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("outside/mine"), "mine");
  writeFileSync(at("work/a"), "a");
});
afterEach(() => base[Symbol.dispose]());

/** What a sandbox for the folder allows. */
function scope(folder: string, options: Partial<SandboxScope> = {}): SandboxScope {
  const roots = new SessionRoots({ env: {}, codexHome: at("codex") });
  return {
    sandboxPolicy: WORKSPACE_WRITE,
    sandboxCwd: at(folder),
    hiddenFiles: [],
    unixSockets: [],
    roots,
    ...options,
  };
}

const files = (...scopes: readonly SandboxScope[]) => new GuardedFiles(scopes.length > 0 ? scopes : [scope("work")]);
const bytes = Buffer.from("new");
const REFUSED = { code: "request-invalid" };
const OUTSIDE = { ...REFUSED, message: expect.stringContaining("is outside of what may be written") };

describe("writing", () => {
  test("is allowed where the sandbox lets commands write", async () => {
    await files().write(at("work/a"), bytes);
    await files().write(at("work/sub/b"), bytes);
    expect([read("work/a"), read("work/sub/b")]).toEqual(["new", "new"]);
    await expect(files().write(at("outside/mine"), bytes)).rejects.toMatchObject(OUTSIDE);
    await expect(files().write(at("work/../outside/mine"), bytes)).rejects.toMatchObject(OUTSIDE);
    expect(read("outside/mine")).toBe("mine");
  });

  test("is denied if commands only read, allowed without a sandbox, and allowed if one of several sandboxes allows it", async () => {
    const readOnly = scope("work", { sandboxPolicy: { mode: "read-only" } });
    await expect(files(readOnly).write(at("work/a"), bytes)).rejects.toMatchObject(OUTSIDE);
    await files(readOnly, scope("other")).write(at("other/b"), bytes);
    await expect(files(readOnly, scope("other")).write(at("work/a"), bytes)).rejects.toMatchObject(OUTSIDE);
    await files(scope("work", { sandboxPolicy: { mode: "danger-full-access" } })).write(at("outside/mine"), bytes);
    expect([read("work/a"), read("other/b"), read("outside/mine")]).toEqual(["a", "new", "new"]);
  });

  test("checks the targets of links, and is denied for what Git obeys", async () => {
    symlinkSync(at("outside"), at("work/out"));
    symlinkSync(at("outside/mine"), at("work/link"));
    symlinkSync(at("work/a"), at("work/in"));
    mkdirSync(at("work/.git/hooks"), { recursive: true });
    for (const name of ["work/out/mine", "work/out/new", "work/link", "work/.git/hooks/pre-commit"])
      await expect(files().write(at(name), bytes)).rejects.toMatchObject(OUTSIDE);
    expect(read("outside/mine")).toBe("mine");
    await files().write(at("work/in"), bytes);
    expect(read("work/a")).toBe("new");
    expect(lstatSync(at("work/in")).isSymbolicLink()).toBe(true);
  });

  test("does not create a file's folder, and keeps a file's mode", async () => {
    await expect(files().write(at("work/none/b"), bytes)).rejects.toMatchObject({ code: "ENOENT" });
    expect(existsSync(at("work/none"))).toBe(false);
    chmodSync(at("work/a"), 0o755);
    await files().write(at("work/a"), bytes);
    expect(statSync(at("work/a")).mode & 0o777).toBe(0o755);
  });
});

describe("reading", () => {
  const all = { maxBytes: 4 };

  test("is allowed for all regular files up to a size", async () => {
    expect((await files().read(at("outside/mine"), all)).toString()).toBe("mine");
    await expect(files().read(at("outside/mine"), { maxBytes: 3 })).rejects.toMatchObject({
      ...REFUSED,
      message: `${at("outside/mine")} is larger than 3 bytes`,
    });
    await expect(files().read(at("work"), all)).rejects.toMatchObject(REFUSED);
    await expect(files().read("/dev/zero", all)).rejects.toMatchObject(REFUSED);
    await expect(files().read(at("work/none"), all)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is denied for hidden files, by whatever name; they must be hidden in every sandbox", async () => {
    symlinkSync(at("outside/mine"), at("work/link"));
    linkSync(at("outside/mine"), at("work/hard"));
    const hidden = scope("work", { hiddenFiles: [at("outside/mine")] });
    for (const name of ["outside/mine", "work/link", "work/hard"])
      await expect(files(hidden).read(at(name), all)).rejects.toMatchObject({
        ...REFUSED,
        message: expect.stringContaining("which are hidden here"),
      });
    expect((await files(hidden).read(at("work/a"), all)).toString()).toBe("a");
    expect((await files(hidden, scope("other")).read(at("work/hard"), all)).toString()).toBe("mine");
    const free = scope("work", { ...hidden, sandboxPolicy: { mode: "danger-full-access" } });
    expect((await files(hidden, free).read(at("outside/mine"), all)).toString()).toBe("mine");
  });

  test.skipIf(process.platform !== "linux")(
    "is denied for other processes' variables (looked up on Linux)",
    async () => {
      const environ = `/proc/${process.pid}/environ`;
      await expect(files().read(environ, { maxBytes: 1 << 20 })).rejects.toMatchObject(REFUSED);
      const free = scope("work", { sandboxPolicy: { mode: "danger-full-access" } });
      expect((await files(free).read(environ, { maxBytes: 1 << 20 })).length).toBeGreaterThan(0);
    },
  );
});

describe("creating folders", () => {
  test("creates one, or all missing ones above it too", async () => {
    await files().makeFolder(at("work/one"), { recursive: false });
    await files().makeFolder(at("work/x/y/z"), { recursive: true });
    await files().makeFolder(at("work/x/y"), { recursive: true });
    expect([existsSync(at("work/one")), existsSync(at("work/x/y/z"))]).toEqual([true, true]);
    await expect(files().makeFolder(at("work/p/q"), { recursive: false })).rejects.toMatchObject({ code: "ENOENT" });
    await expect(files().makeFolder(at("work/one"), { recursive: false })).rejects.toMatchObject({ code: "EEXIST" });
    for (const recursive of [false, true])
      await expect(files().makeFolder(at("outside/x"), { recursive })).rejects.toMatchObject(OUTSIDE);
    expect(existsSync(at("outside/x"))).toBe(false);
  });
});

describe("removing", () => {
  test("removes a file, a link but not its target, and a folder with its content", async () => {
    symlinkSync(at("outside"), at("work/sub/link"));
    writeFileSync(at("work/sub/b"), "");
    const options = { recursive: false, force: false };
    await files().remove(at("work/a"), options);
    expect(existsSync(at("work/a"))).toBe(false);
    await expect(files().remove(at("work/sub"), options)).rejects.toMatchObject({ code: "ENOTEMPTY" });
    await files().remove(at("work/sub"), { ...options, recursive: true });
    expect(existsSync(at("work/sub"))).toBe(false);
    expect(read("outside/mine")).toBe("mine");
    await expect(files().remove(at("outside/mine"), options)).rejects.toMatchObject(OUTSIDE);
  });

  test("of a missing path fails, except with force; force allows nothing else", async () => {
    await expect(files().remove(at("work/none"), { recursive: false, force: false })).rejects.toMatchObject({
      code: "ENOENT",
    });
    await files().remove(at("work/none"), { recursive: false, force: true });
    await expect(files().remove(at("outside/mine"), { recursive: true, force: true })).rejects.toMatchObject(OUTSIDE);
    expect(read("outside/mine")).toBe("mine");
  });
});

describe("copying", () => {
  test("stops with its signal", async () => {
    const stopped = AbortSignal.abort(new Error("the client has left"));
    await expect(files().copy(at("work/a"), at("work/copy"), stopped)).rejects.toThrow("the client has left");
    expect(existsSync(at("work/copy"))).toBe(false);
  });

  test("copies files with their mode, links as links, and whole folders; existing files are overwritten", async () => {
    // `mkdir` would apply the umask.
    chmodSync(at("work/a"), 0o700);
    symlinkSync("a", at("work/sub/link"));
    writeFileSync(at("work/sub/b"), "b");
    await files().copy(at("work/a"), at("work/copy"));
    expect([read("work/copy"), statSync(at("work/copy")).mode & 0o777]).toEqual(["a", 0o700]);
    await files().copy(at("work/sub"), at("work/tree/below"));
    await files().copy(at("work/sub"), at("work/tree/below"));
    expect(read("work/tree/below/b")).toBe("b");
    expect(readlinkSync(at("work/tree/below/link"))).toBe("a");
    await files().copy(at("work/sub/b"), at("work/copy"));
    expect(read("work/copy")).toBe("b");
  });

  test("stops if a folder would be copied into itself through a link, and does not truncate a file copied onto itself", async () => {
    symlinkSync(at("work"), at("work/self"));
    await expect(files().copy(at("work/self/sub"), at("work/sub/deep"))).rejects.toMatchObject(REFUSED);
    await expect(files().copy(at("work/sub"), at("work/self/sub/deep"))).rejects.toMatchObject(REFUSED);
    expect(existsSync(at("work/sub/deep"))).toBe(false);
    linkSync(at("work/a"), at("work/other-name"));
    for (const same of ["a", "self/a", "other-name"])
      await expect(files().copy(at("work/a"), at("work", same))).rejects.toMatchObject(REFUSED);
    expect(read("work/a")).toBe("a");
  });

  test("neither writes outside nor reads hidden files", async () => {
    await expect(files().copy(at("work/a"), at("outside/a"))).rejects.toMatchObject(OUTSIDE);
    await expect(files().copy(at("work/sub"), at("outside/sub"))).rejects.toMatchObject(OUTSIDE);
    const hidden = scope("work", { hiddenFiles: [at("outside/mine")] });
    await expect(files(hidden).copy(at("outside/mine"), at("work/stolen"))).rejects.toMatchObject(REFUSED);
    expect([existsSync(at("outside/a")), existsSync(at("outside/sub")), existsSync(at("work/stolen"))]).toEqual([
      false,
      false,
      false,
    ]);
    symlinkSync(at("outside/mine"), at("work/link"));
    await expect(files().copy(at("work/a"), at("work/link"))).rejects.toMatchObject({ code: "ELOOP" });
    expect(read("outside/mine")).toBe("mine");
  });
});
