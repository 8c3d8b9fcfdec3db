import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "tsup";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const require = createRequire(import.meta.url);

/** The internal packages are bundled from source; each command is a chunk that is loaded when it runs. */
export default defineConfig({
  entry: {
    codex: "src/codex.ts",
    // A thread of its own: the sandbox looks for it beside itself.
    "sandbox-worker": "../../packages/linux-sandbox/src/sandbox-worker.ts",
  },
  format: ["esm"],
  clean: true,
  splitting: true,
  minify: true,
  target: "node22",
  platform: "node",
  // `node:sqlite` is only known by its full name.
  removeNodeProtocol: false,
  // Everything is bundled but what has native parts; tsup asks noExternal first.
  noExternal: [/^(?!koffi$|@lydell\/node-pty$|@napi-rs\/keyring$|@vscode\/ripgrep$)/],
  external: ["koffi", "@lydell/node-pty", "@napi-rs/keyring", "@vscode/ripgrep"],
  define: { __CODEX_VERSION__: JSON.stringify(`${version}${commit()}`) },
  esbuildOptions(options) {
    options.conditions = ["@codex/source"];
  },
  // Some dependencies are CommonJS and call require().
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  onSuccess: async () => {
    copyFileSync(require.resolve("tree-sitter-bash/tree-sitter-bash.wasm"), "dist/tree-sitter-bash.wasm");
    copyFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm"), "dist/web-tree-sitter.wasm");
    copyFileSync("assets/demo.jsonl", "dist/demo.jsonl");
  },
});

/** ` (abc1234)`, where the build runs in a Git checkout. */
function commit(): string {
  try {
    return ` (${execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()})`;
  } catch {
    return "";
  }
}
