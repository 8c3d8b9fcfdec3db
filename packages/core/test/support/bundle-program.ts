import { symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "@codex/test-support";
import { build } from "esbuild";

/** Bundles a test's TypeScript program into one file for `node`. */
export async function bundleProgram(name: string): Promise<{ file: string } & Disposable> {
  const folder = new TemporaryFolder();
  const file = folder.at("program.mjs");
  // Native code cannot be bundled.
  symlinkSync(fileURLToPath(new URL("../../../../node_modules", import.meta.url)), folder.at("node_modules"));
  await build({
    entryPoints: [fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@codex/source"],
    logLevel: "error",
  });
  return { file, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
