import { appConfig } from "../../bundle/app.js";

const CREDENTIALS_AND_MODEL = ["src/commands/auth-manager.ts", "../../packages/core/src/model/create-model-client.ts"];

export default appConfig({
  entry: { codex: "src/codex.ts" },
  assets: ["assets/demo.jsonl", "assets/path"],
  starts: {
    main: ["src/main.ts"],
    handshake: ["src/commands/mcp.ts"],
    "app-server": ["src/commands/app-server.ts"],
    services: ["../../packages/mcp-server/src/services.ts"],
    exec: ["src/commands/exec.ts", ...CREDENTIALS_AND_MODEL],
    serve: [
      "../../packages/mcp-server/src/requests/codex-protocol.ts",
      "src/commands/engine.ts",
      ...CREDENTIALS_AND_MODEL,
    ],
    patch: ["src/commands/apply-patch-program.ts", "../../packages/apply-patch/src/apply-patch.ts"],
  },
});
