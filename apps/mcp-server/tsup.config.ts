import { appConfig } from "../../tsup.app.js";

export default appConfig({
  entry: { "codex-mcp-server": "src/codex-mcp-server.ts" },
  assets: ["../cli/assets/path"],
});
