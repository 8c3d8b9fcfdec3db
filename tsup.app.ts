import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";
import { builtinsOnDemand } from "./tsup.builtins.js";

const require = createRequire(import.meta.url);
const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Packages with native parts, or found beside them at run time: they stay outside of the bundles. */
const EXTERNAL = ["koffi", "@lydell/node-pty", "@napi-rs/keyring", "@vscode/ripgrep"];

/** Files that are looked for beside the bundle. */
const ASSETS = ["tree-sitter-bash/tree-sitter-bash.wasm", "web-tree-sitter/web-tree-sitter.wasm"];

/**
 * How an app is bundled: the internal packages from their sources, everything that is not external inside, and a chunk for
 * each lazy import. Run in the app's folder.
 */
export function appConfig(options: { entry: Record<string, string>; assets?: readonly string[] }) {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  return defineConfig({
    entry: {
      ...options.entry,
      // A thread of its own: the sandbox looks for it beside itself.
      "sandbox-worker": fromRoot("packages/linux-sandbox/src/sandbox-worker.ts"),
    },
    format: ["esm"],
    clean: true,
    splitting: true,
    minify: true,
    target: "node22",
    platform: "node",
    // `node:sqlite` is only known by its full name.
    removeNodeProtocol: false,
    noExternal: [new RegExp(`^(?!(${EXTERNAL.join("|")})$)`)],
    external: EXTERNAL,
    define: { __CODEX_VERSION__: JSON.stringify(`${version}${commit()}`) },
    esbuildOptions(esbuild) {
      esbuild.conditions = ["@codex/source"];
    },
    // zod's messages in 50 languages would be half of what every command loads.
    esbuildPlugins: [
      {
        name: "english-only",
        setup(build) {
          build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
            contents: 'export { default as en } from "./en.js";',
          }));
        },
      },
    ],
    plugins: [builtinsOnDemand],
    onSuccess: async () => {
      for (const asset of ASSETS) copyFileSync(require.resolve(asset), `dist/${asset.split("/").at(-1)}`);
      for (const asset of options.assets ?? []) {
        cpSync(asset, `dist/${asset.split("/").at(-1)}`, { recursive: true });
      }
    },
  });
}

/** ` (abc1234)`, where the build runs in a Git checkout. */
function commit(): string {
  try {
    const git = ["rev-parse", "--short", "HEAD"];
    return ` (${execFileSync("git", git, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()})`;
  } catch {
    return "";
  }
}
