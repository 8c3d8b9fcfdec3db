import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/codex-mcp-server.ts"],
  format: ["esm"],
  clean: true,
  target: "node22",
  platform: "node",
  external: ["@codex/cli"],
});
