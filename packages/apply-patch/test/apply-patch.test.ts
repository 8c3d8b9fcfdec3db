import { chmod, mkdir, stat, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ApplyPatchError, applyPatch, createFencedFileSystem } from "../src/index.js";
import { applyIn } from "./apply-in.js";
import { temporaryDirectory } from "./temporary-directory.js";

describe("a patch of several files", () => {
  test("adds, updates, moves and deletes, and lists them by kind", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ "gone.txt": "x\n", "moved.txt": "one\ntwo\n", "a.txt": "a\n" });
    const result = await applyIn(directory.path, [
      "*** Delete File: gone.txt",
      "*** Update File: moved.txt",
      "*** Move to: there/moved.txt",
      "@@",
      "-two",
      "+TWO",
      "*** Add File: deep/er/new.txt",
      "+new",
      "*** Update File: a.txt",
      "+b",
    ]);
    expect(result).toMatchObject({
      ok: true,
      stderr: "",
      stdout: "Success. Updated the following files:\nA deep/er/new.txt\nM there/moved.txt\nM a.txt\nD gone.txt\n",
    });
    expect([...result.changes.keys()].map((path) => path.slice(directory.path.length + 1))).toEqual([
      "gone.txt",
      "moved.txt",
      "deep/er/new.txt",
      "a.txt",
    ]);
    expect(await directory.read()).toEqual({
      "a.txt": "a\nb\n",
      "deep/": "",
      "deep/er/": "",
      "deep/er/new.txt": "new\n",
      "there/": "",
      "there/moved.txt": "one\nTWO\n",
    });
  });

  test("may name a file several times: each part sees the changes of earlier ones", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "1\n2\n" });
    const result = await applyIn(directory.path, [
      ...["*** Update File: a", "-1", "+one"],
      ...["*** Update File: a", "*** Move to: b", " one", "-2", "+two"],
      ...["*** Add File: a", "+new"],
      ...["*** Update File: ./a", "+er"],
      ...["*** Add File: c", "+c"],
      ...["*** Delete File: c"],
    ]);
    expect(result.stderr).toBe("");
    expect(await directory.read()).toEqual({ a: "new\ner\n", b: "one\ntwo\n" });
  });

  test("a file moved onto itself is only updated", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "1\n" });
    expect(await applyIn(directory.path, ["*** Update File: a", "*** Move to: ./a", "-1", "+2"])).toMatchObject({
      ok: true,
    });
    expect(await directory.read()).toEqual({ a: "2\n" });
  });
});

describe("if one part fails, all files are unchanged", () => {
  const good = ["*** Add File: new/deep/file", "+x", "*** Update File: a", "-1", "+2", "*** Delete File: b"];

  test.each([
    ["an update that does not fit", ["*** Update File: c", "-nowhere", "+x"], "Failed to update c: these lines"],
    ["an update of nothing", ["*** Update File: none", "+x"], "Failed to read file to update none: no such file"],
    ["a deletion of nothing", ["*** Delete File: none"], "Failed to delete file"],
    ["a deletion of a directory", ["*** Delete File: folder"], "it is a directory"],
    ["a directory in the way", ["*** Add File: folder", "+x"], "it is not a regular file"],
    ["a file in the way of a directory", ["*** Add File: c/d", "+x"], "Failed to write file"],
    ["a file that was just deleted", ["*** Update File: b", "+x"], "Failed to read file to update b: no such file"],
    ["a file that is not text", ["*** Update File: binary", "+x"], "not valid UTF-8"],
    ["a read-only file", ["*** Update File: locked", "+x"], "EACCES"],
    ["a path outside", ["*** Add File: ../outside", "+x"], "may not be written"],
  ])("%s", async (_, bad, message) => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "1\n", b: "b\n", c: "c\n", locked: "l\n", binary: new Uint8Array([255, 254, 0]) });
    await mkdir(join(directory.path, "folder"));
    await chmod(join(directory.path, "locked"), 0o444);
    const before = await directory.read();
    for (const lines of [
      [...good, ...bad],
      [...bad, ...good],
    ]) {
      // Root may write read-only files too.
      if (bad[0]?.includes("locked") && process.getuid?.() === 0) continue;
      if (lines[0] === bad[0] && bad[0]?.includes("b")) continue;
      const result = await applyIn(directory.path, lines);
      expect(result).toMatchObject({ ok: false, stdout: "" });
      expect(result.stderr).toContain(message);
      expect(await directory.read()).toEqual(before);
    }
  });

  test("a deletion of nothing creates no folder on the way", async () => {
    await using directory = await temporaryDirectory();
    await utimes(directory.path, 1, 1);
    const result = await applyIn(directory.path, ["*** Delete File: missing/folder/file"]);
    expect(result).toMatchObject({ ok: false, stderr: expect.stringContaining("no such file") });
    expect((await stat(directory.path)).mtimeMs).toBe(1_000);
  });

  test("even if the last of several renames fails", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "1\n", b: "b\n" });
    const before = await directory.read();
    // Each part is valid on its own; the first is only in the way when the second is applied.
    const result = await applyIn(directory.path, [...good, "*** Add File: x", "+1", "*** Add File: x/y", "+2"]);
    expect(result.ok).toBe(false);
    expect(await directory.read()).toEqual(before);
  });

  test("a file named twice, once through a link", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "1\n" });
    await symlink("a", join(directory.path, "link"));
    const lines = ["*** Update File: a", "-1", "+2", "*** Update File: link", "-1", "+3"];
    expect((await applyIn(directory.path, lines)).stderr).toContain("names it twice");
    expect(await directory.read()).toEqual({ a: "1\n", link: "-> a" });
  });

  test("an abort before the first change", async () => {
    await using directory = await temporaryDirectory();
    const applying = applyPatch({
      patch: "*** Begin Patch\n*** Add File: a\n+x\n*** End Patch",
      cwd: directory.path,
      fileSystem: createFencedFileSystem({ type: "unrestricted" }),
      signal: AbortSignal.abort(),
    });
    await expect(applying).rejects.toThrow(ApplyPatchError);
    await expect(applying).rejects.toMatchObject({ code: "interrupted" });
    expect(await directory.read()).toEqual({});
  });
});

describe("preserves a file's", () => {
  test("mode, even when it is moved or overwritten", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ run: "1\n", private: "1\n", script: "1\n" });
    await chmod(join(directory.path, "run"), 0o755);
    await chmod(join(directory.path, "private"), 0o600);
    await chmod(join(directory.path, "script"), 0o775);
    await applyIn(directory.path, [
      ...["*** Update File: run", "*** Move to: bin/run", "-1", "+2"],
      ...["*** Update File: private", "-1", "+2", "*** Add File: script", "+2"],
    ]);
    const mode = async (name: string) => (await stat(join(directory.path, name))).mode & 0o777;
    expect([await mode("bin/run"), await mode("private"), await mode("script")]).toEqual([0o755, 0o600, 0o775]);
  });

  test("line endings and byte order mark", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "\uFEFFa\r\nb\r\nc" });
    await applyIn(directory.path, ["*** Update File: a", " a", "-b", "+B"]);
    expect((await directory.read())["a"]).toBe(Buffer.from("\uFEFFa\r\nB\r\nc").toString("latin1"));
  });
});

test("an empty or malformed patch is reported as such", async () => {
  await using directory = await temporaryDirectory();
  expect((await applyIn(directory.path, [])).stderr).toBe("No files were modified.\n");
  expect((await applyIn(directory.path, ["*** Frob"])).stderr).toMatch(/^Invalid patch hunk on line 2: /);
});
