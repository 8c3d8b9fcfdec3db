import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { programOf } from "../program-name.js";
import { runApplyPatchProgram } from "./apply-patch-program.js";

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly content: string;
}

async function run(
  args: readonly string[],
  stdin: Readable = Readable.from([]),
  signal = new AbortController().signal,
): Promise<Ran> {
  const cwd = await mkdtemp(join(tmpdir(), "codex-apply-patch-"));
  try {
    await writeFile(join(cwd, "a.txt"), "old\n");
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const printed = Promise.all([text(stdout), text(stderr)]);
    const status = await runApplyPatchProgram(args, { stdin, stdout, stderr, cwd, signal });
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { status, stdout: out, stderr: err, content: await readFile(join(cwd, "a.txt"), "utf8") };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

const patch = "*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch\n";
const applied = { status: 0, stdout: "Success. Updated the following files:\nM a.txt\n", stderr: "", content: "new\n" };

describe("a patch", () => {
  test("is applied from the argument", async () => {
    expect(await run([patch])).toEqual(applied);
  });

  test("is applied from standard input", async () => {
    expect(await run([], Readable.from([patch.slice(0, 20), patch.slice(20)]))).toEqual(applied);
  });

  test("that does not match changes nothing, and the status is 1", async () => {
    expect(await run([patch.replace("-old", "-none")])).toEqual({
      status: 1,
      stdout: "",
      stderr: "Failed to update a.txt: these lines were not found:\nnone\n",
      content: "old\n",
    });
  });
});

test("no patch is explained, like more than one", async () => {
  expect(await run([])).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(/^Usage: apply_patch/) });
  expect(await run([""])).toMatchObject({ status: 1, stdout: "", content: "old\n" });
  expect(await run([patch, patch])).toMatchObject({ status: 2, stdout: "", content: "old\n" });
});

test("interrupted while waiting for the patch", async () => {
  const stop = new AbortController();
  const running = run([], new PassThrough(), stop.signal);
  stop.abort();
  expect(await running).toMatchObject({ status: 130, content: "old\n" });
});

test.each([
  [["node", "/bin/apply_patch", "PATCH"], ["PATCH"]],
  [["node", "/bin/applypatch"], []],
  [["node", "/bin/codex", "--codex-run-as-apply-patch", "PATCH"], ["PATCH"]],
  [["node", "/bin/codex", "exec", "--codex-run-as-apply-patch"], undefined],
  [["node", "/bin/codex"], undefined],
])("%j is apply_patch with %j", (argv, args) => {
  const program = programOf(argv);
  expect(program.type === "apply-patch" ? program.argv : undefined).toEqual(args);
});
