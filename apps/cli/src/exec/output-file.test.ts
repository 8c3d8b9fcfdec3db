import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { writeOutputFile } from "./output-file.js";
import { writePipe } from "./write-pipe.js";

function makePipe() {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-test-"));
  const file = path.join(folder, "pipe");
  execFileSync("mkfifo", [file]);
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const { signal } = new AbortController();

describe.skipIf(process.platform === "win32")("a pipe (not on Windows)", () => {
  test("gets all, however long, when its reader comes later", async () => {
    using pipe = makePipe();
    const message = "grün".repeat(100_000);
    const written = writeOutputFile(pipe.file, message, signal);
    const reader = spawn("cat", [pipe.file], { stdio: ["ignore", "pipe", "ignore"] });
    expect(await text(reader.stdout)).toBe(message);
    expect(await written).toBeUndefined();
  });

  test("that nobody reads is given up, and at once when the run is stopped", async () => {
    using pipe = makePipe();
    await expect(writePipe(pipe.file, Buffer.from("x"), { signal, patienceMs: 30 })).rejects.toThrow(/nobody reads/);
    expect(await writeOutputFile(pipe.file, "x", AbortSignal.abort())).toMatch(/abort/);
  });
});
