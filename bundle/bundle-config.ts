import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "rolldown";
import { builtinsOnDemand } from "./builtins-on-demand.js";
import { directImports } from "./direct-imports.js";
import { lazySchemas } from "./lazy-schemas.js";
import { type Starts, startChunks } from "./start-chunks.js";
import { thirdPartyLicenses } from "./third-party-licenses.js";

const require = createRequire(import.meta.url);

/** Packages with native parts, or that are located at run time: they are not bundled. */
const EXTERNAL = ["koffi", "@lydell/node-pty", "@napi-rs/keyring", "@vscode/ripgrep"];

const CLOCK = fileURLToPath(new URL("clock.ts", import.meta.url));

/** Files that are located next to the bundle. */
const ASSETS = ["@codex/core/tree-sitter-bash.wasm", "web-tree-sitter/web-tree-sitter.wasm"];

export interface BundleOptions {
  readonly entry: Readonly<Record<string, string>>;
  /** Files and folders that the program needs next to itself. */
  readonly assets: readonly string[];
  /** Modules that are loaded together, by name: see `startChunks`. */
  readonly starts: Starts;
}

/**
 * How the apps and the SDK are bundled: internal packages from their sources, all dependencies except external ones included, and a chunk
 * for each lazy import. Run in the package's folder.
 */
export function bundleConfig({ entry, assets, starts }: BundleOptions) {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const others = ASSETS.map((asset) => require.resolve(asset));
  return defineConfig({
    input: { ...entry },
    platform: "node",
    external: [...EXTERNAL, /^node:/],
    resolve: { conditionNames: ["@codex/source", "node", "import"] },
    tsconfig: false,
    transform: {
      target: "node22",
      inject: { "performance.now": [CLOCK, "now"] },
      define: {
        __CODEX_VERSION__: JSON.stringify(version),
        __CODEX_COMMIT__: JSON.stringify(commit()),
        __CODEX_IS_RELEASE__: JSON.stringify(process.env["CODEX_RELEASE"] === "1"),
      },
    },
    checks: { eval: false, ineffectiveDynamicImport: false },
    plugins: [
      directImports,
      lazySchemas,
      englishOnly,
      builtinsOnDemand,
      copied([...others, ...assets]),
      thirdPartyLicenses(others),
    ],
    output: {
      dir: "dist",
      format: "esm",
      minify: true,
      cleanDir: true,
      chunkFileNames: "[name]-[hash].js",
      codeSplitting: startChunks(starts),
    },
  });
}

/** zod's messages in 50 languages would be half of the code that every command loads. */
const englishOnly: Plugin = {
  name: "english-only",
  load: {
    filter: { id: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ },
    handler: () => 'export { default as en } from "./en.js";',
  },
};

function copied(assets: readonly string[]): Plugin {
  return {
    name: "assets",
    writeBundle() {
      for (const asset of assets) cpSync(asset, `dist/${basename(asset)}`, { recursive: true });
    },
  };
}

/** `abc1234`, if the build runs in a Git checkout. */
function commit(): string {
  try {
    const git = ["rev-parse", "--short", "HEAD"];
    return execFileSync("git", git, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}
