import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { Io } from "../io.js";
import { runCommandLine } from "../main.js";

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function search(files: readonly string[], args: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  const cwd = await mkdtemp(join(tmpdir(), "codex-file-search-"));
  try {
    for (const file of files) {
      await mkdir(dirname(join(cwd, file)), { recursive: true });
      await writeFile(join(cwd, file), "");
    }
    const stdin = new PassThrough();
    const stdout = Object.assign(new PassThrough(), { isTTY: false });
    const stderr = new PassThrough();
    const signal = new AbortController().signal;
    const world: Io = { stdin, stdout, stderr, cwd, env: {}, platform: process.platform, signal, version: "0", ...io };
    const printed = Promise.all([text(stdout), text(stderr)]);
    const status = await runCommandLine(["file-search", ...args], world);
    world.stdout.end();
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { status, stdout: out, stderr: err };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

test("prints paths, best match first", async () => {
  const ran = await search(["src/main.ts", "main/other.ts", "x.md"], ["main"]);
  expect(ran).toEqual({ status: 0, stdout: "src/main.ts\nmain/other.ts\n", stderr: "" });
});

test("prints JSON lines with the matched letters on request", async () => {
  const ran = await search(["src/main.ts", "x.md"], ["--json", "--compute-indices", "mts"]);
  expect(ran.stdout.split("\n").map((line) => (line === "" ? undefined : JSON.parse(line)))).toEqual([
    { score: expect.any(Number), path: "src/main.ts", indices: [4, 9, 10] },
    undefined,
  ]);
});

test("further matches are counted on standard error, or in the last JSON line", async () => {
  const files = ["a1", "a2", "a3"];
  expect(await search(files, ["-l", "2", "a"])).toMatchObject({
    stdout: "a1\na2\n",
    stderr: expect.stringContaining("2 of 3"),
  });
  expect((await search(files, ["--json", "-l", "2", "a"])).stdout.split("\n").at(-2)).toBe(
    '{"matches_truncated":true}',
  );
});

test("another directory, and exclusions", async () => {
  const ran = await search(["d/a.ts", "d/b.ts", "a.ts"], ["-C", "d", "-e", "b.*"]);
  expect(ran.stdout).toBe("a.ts\n");
});

test("control characters of names do not reach the terminal; matched letters are highlighted on one", async () => {
  const name = "a\u001b]0;x\u0007\u009b\nb";
  expect((await search([name], ["ab"])).stdout).toBe("a\\u{1b}]0;x\\u{7}\\u{9b}\\nb\n");
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  const printed = text(terminal);
  await search([name], ["--compute-indices", "ab"], { stdout: terminal });
  expect(await printed).toBe("\u001b[1ma\u001b[22m\\u{1b}]0;x\\u{7}\\u{9b}\\n\u001b[1mb\u001b[22m\n");
});

test.each([
  [["-l", "0"], 2, "--limit and --threads"],
  [["--threads", "many"], 2, "--limit and --threads"],
  [["-C", "none"], 1, "is not a directory"],
] as const)("%j ends with %i", async (args, status, message) => {
  expect(await search([], args)).toMatchObject({ status, stdout: "", stderr: expect.stringContaining(message) });
});

test("prints nothing when interrupted, and the status is 130", async () => {
  expect(await search(["a"], ["a"], { signal: AbortSignal.abort() })).toEqual({ status: 130, stdout: "", stderr: "" });
});
