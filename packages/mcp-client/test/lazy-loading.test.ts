import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("importing the package loads nothing of the MCP SDK and no schemas", async () => {
  const { outputs } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    outdir: "unused",
    write: false,
    bundle: true,
    splitting: true,
    metafile: true,
    packages: "external",
    platform: "node",
    format: "esm",
  }).then(({ metafile }) => metafile);
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint?.endsWith("index.ts"));
  const chunks = new Set([entry ?? "none"]);
  const packages = new Set<string>();
  for (const chunk of chunks) {
    for (const { kind, path, external } of outputs[chunk]?.imports ?? []) {
      if (kind === "import-statement") (external ? packages : chunks).add(path);
    }
  }
  expect([...packages]).toEqual(["node:crypto"]);
});
