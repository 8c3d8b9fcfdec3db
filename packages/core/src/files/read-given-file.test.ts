import { execFileSync, spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { TemporaryFolder } from "../../test/support/temporary-folder.js";
import { readGivenFile, readPlainFile } from "./read-given-file.js";

test("a plain file is read; what is none, is too large or is not there is said", async () => {
  using folder = new TemporaryFolder({ "text.txt": "grün" });
  const file = folder.at("text.txt");
  expect((await readGivenFile(file)).toString()).toBe("grün");
  await expect(readGivenFile(file, { maxBytes: 2 })).rejects.toThrow(/larger than/);
  await expect(readGivenFile(folder.path)).rejects.toThrow("it is not a regular file");
  await expect(readGivenFile(folder.at("missing"))).rejects.toThrow(/ENOENT/);
});

describe.skipIf(process.platform === "win32")("what is no plain file (not on Windows)", () => {
  test("a pipe is read, and waited for neither for ever nor after an abort", async () => {
    using folder = new TemporaryFolder();
    const pipe = folder.at("pipe");
    execFileSync("mkfifo", [pipe]);
    spawn("sh", ["-c", 'printf grün > "$0"', pipe]);
    expect((await readGivenFile(pipe)).toString()).toBe("grün");
    await expect(readGivenFile(pipe, { timeoutMs: 30 })).rejects.toThrow(/pipe in 0.03 s/);
    await expect(readGivenFile(pipe, { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
    await expect(readPlainFile(pipe, 10)).rejects.toThrow("it is not a regular file");
  });

  test("a device that never ends is not begun", async () => {
    await expect(readGivenFile("/dev/zero")).rejects.toThrow("it is not a regular file");
  });
});
