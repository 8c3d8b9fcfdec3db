import { execFileSync, spawn } from "node:child_process";
import { linkSync, symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { readGivenFile, readPlainFile } from "./read-given-file.js";

test("a regular file is read; other, too large or missing files give a reason", async () => {
  using folder = new TemporaryFolder({ "text.txt": "grün" });
  const file = folder.at("text.txt");
  expect((await readGivenFile(file)).toString()).toBe("grün");
  await expect(readGivenFile(file, { maxBytes: 2 })).rejects.toThrow(/larger than/);
  await expect(readGivenFile(folder.path)).rejects.toThrow("it is not a regular file");
  await expect(readGivenFile(folder.at("missing"))).rejects.toThrow(/ENOENT/);
});

test("nothing in a denied place is read, by whatever name it is opened", async () => {
  using folder = new TemporaryFolder({ "keys/a": "secret", "keys/b": "secret", open: "text" });
  symlinkSync("keys/a", folder.at("link"));
  linkSync(folder.at("keys/b"), folder.at("other"));
  const denied = [folder.at("keys/b"), folder.at("keys")];
  for (const name of ["keys/a", "link", "other"])
    await expect(readPlainFile(folder.at(name), 10, denied)).rejects.toThrow("the permission profile denies it");
  expect((await readPlainFile(folder.at("open"), 10, denied)).toString()).toBe("text");
});

describe.skipIf(process.platform === "win32")("other files (not on Windows)", () => {
  test("a pipe is read, with a time limit and until an abort", async () => {
    using folder = new TemporaryFolder();
    const pipe = folder.at("pipe");
    execFileSync("mkfifo", [pipe]);
    spawn("sh", ["-c", 'printf grün > "$0"', pipe]);
    expect((await readGivenFile(pipe)).toString()).toBe("grün");
    await expect(readGivenFile(pipe, { timeoutMs: 30 })).rejects.toThrow(/pipe in 0.03 s/);
    await expect(readGivenFile(pipe, { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
    await expect(readPlainFile(pipe, 10)).rejects.toThrow("it is not a regular file");
  });

  test("an endless device is not read at all", async () => {
    await expect(readGivenFile("/dev/zero")).rejects.toThrow("it is not a regular file");
  });
});
