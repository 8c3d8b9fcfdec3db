import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

test("only chunks that the program can reach are kept, and their compiled code", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "codex-chunks-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const compiled = path.join(folder, "compiled/v1");
  await mkdir(compiled, { recursive: true });
  const files = {
    "codex.js": 'require("./main-AAAAAAAA.cjs")',
    "main-AAAAAAAA.cjs": "import(`./late-BBBB-_BB.cjs`)",
    "late-BBBB-_BB.cjs": "",
    "main-CCCCCCCC.cjs": 'require("./older-DDDDDDDD.cjs")',
    "older-DDDDDDDD.cjs": "",
    "tree-sitter-bash.wasm": "",
    "compiled/v1/main-AAAAAAAA.cjs.bin": "",
    "compiled/v1/main-CCCCCCCC.cjs.bin": "",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const script = fileURLToPath(new URL("../scripts/prune-chunks.mjs", import.meta.url));
  await promisify(execFile)(process.execPath, [script, folder, "codex.js"]);
  expect((await readdir(folder)).sort()).toEqual([
    "codex.js",
    "compiled",
    "late-BBBB-_BB.cjs",
    "main-AAAAAAAA.cjs",
    "tree-sitter-bash.wasm",
  ]);
  expect(await readdir(compiled)).toEqual(["main-AAAAAAAA.cjs.bin"]);
});
