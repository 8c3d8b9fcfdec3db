import { bundleConfig } from "../../bundle/bundle-config.js";

/** One file with all that a turn needs: a program that imports this package starts in the time of one module, not of two hundred. */
export default bundleConfig({
  entry: { index: "src/index.ts" },
  assets: [],
  starts: { engine: { modules: ["src/codex.ts", "../core/src/model/create-model-client.ts"] } },
});
