import { asciiOnly } from "../../bundle/ascii-only.js";
import { bundleConfig } from "../../bundle/bundle-config.js";
import { commonJsChunks } from "../../bundle/commonjs-chunks.js";
import { compiledProgram } from "../../bundle/compiled-code/compile-program.js";

const CREDENTIALS_AND_MODEL = ["src/commands/auth-manager.ts", "../../packages/core/src/model/create-model-client.ts"];

const bundle = bundleConfig({
  entry: { codex: "src/codex.ts" },
  assets: ["assets/demo.jsonl", "assets/path"],
  starts: {
    main: { modules: ["src/main.ts"] },
    handshake: { modules: ["src/commands/mcp.ts"] },
    chat: { modules: ["src/commands/chat.ts"] },
    acp: { modules: ["src/commands/acp.ts"] },
    "app-server": { modules: ["src/commands/app-server.ts"] },
    services: {
      modules: ["../../packages/mcp-server/src/services.ts", "../../packages/mcp-server/src/conversation-directory.ts"],
      after: ["handshake"],
    },
    exec: { modules: ["src/commands/exec.ts", ...CREDENTIALS_AND_MODEL] },
    serve: {
      modules: [
        "../../packages/mcp-server/src/requests/codex-protocol.ts",
        "src/commands/engine.ts",
        ...CREDENTIALS_AND_MODEL,
      ],
      after: ["handshake", "acp", "app-server"],
    },
    patch: { modules: ["src/commands/apply-patch-program.ts", "../../packages/apply-patch/src/apply-patch.ts"] },
  },
});

export default {
  ...bundle,
  plugins: [bundle.plugins, commonJsChunks, asciiOnly, compiledProgram],
  output: { ...bundle.output, chunkFileNames: "[name]-[hash].cjs" },
};
