import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, TemporaryFolder } from "@codex/test-support";
import { build } from "esbuild";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../src/shell/bash-grammar.ts", import.meta.url));
const program = `
import { loadBashParser } from ${JSON.stringify(source)};
loadBashParser().then((parser) => console.log(parser.parse("for i in 1; do ls; done").root.hasError), (error) => console.log(error.message));
`;

test("a bundled program that was moved says which files it lacks, and works with them beside it", async () => {
  using folder = new TemporaryFolder();
  const outfile = path.join(folder.path, "program.mjs");
  const common = { bundle: true, platform: "node", format: "esm", logLevel: "error" } as const;
  await build({ ...common, stdin: { contents: program, resolveDir: path.dirname(source) }, outfile });
  const printed = async () => {
    const command = [process.execPath, outfile];
    return (await runProgram(command, { cwd: folder.path, env: {}, input: "" })).stdout.trim();
  };
  for (const [from, name] of [
    ["web-tree-sitter", "web-tree-sitter.wasm"],
    ["@codex/core", "tree-sitter-bash.wasm"],
  ] as const) {
    const remedy = `install ${from} where the program runs, or put ${name} next to the bundled program`;
    expect(await printed()).toBe(`shell commands cannot be parsed without ${name}: ${remedy}`);
    const file = createRequire(source).resolve(`${from}/${name}`);
    copyFileSync(file, path.join(folder.path, name));
  }
  expect(await printed()).toBe("false");
});
