import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a test's TypeScript program into one file for `node`. */
export async function bundleProgram(name: string): Promise<{ file: string } & Disposable> {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-test-program-"));
  const file = path.join(folder, "program.mjs");
  // Native code cannot be bundled.
  symlinkSync(fileURLToPath(new URL("../../../../node_modules", import.meta.url)), path.join(folder, "node_modules"));
  await build({
    entryPoints: [fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@codex/source"],
    logLevel: "error",
  });
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
