import { bundleConfig } from "../../bundle/bundle-config.js";
import { ownUrl } from "../../bundle/own-url.js";

const config = bundleConfig({
  entry: { index: "src/index.ts" },
  assets: [],
  starts: { engine: { modules: ["src/codex.ts", "../core/src/model/create-model-client.ts"] } },
});

/** One file with all that a turn needs: a program that imports this package starts in the time of one module, not of two hundred. */
export default { ...config, plugins: [config.plugins, ownUrl] };
