import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** Writes the URL of each module that is loaded to standard error. */
const TRACE = `import { registerHooks } from "node:module"; import { writeSync } from "node:fs";
registerHooks({ load(url, context, next) { writeSync(2, url + "\\n"); return next(url, context); } });`;

/** The engine alone is twice as much. */
const MAX_BYTES = 300 * 1024;

test("initialize and tools/list are answered without loading the engine", async () => {
  await using workspace = await createWorkspace();
  const server = await startCodex(workspace, ["mcp"], {
    NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(TRACE)}"`,
  });
  let loaded = "";
  server.stderr.on("data", (chunk) => {
    loaded += chunk;
  });
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`);
  server.stdin.end(`${JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/list" })}\n`);
  let answers = "";
  for await (const chunk of server.stdout) answers += chunk;
  expect(answers).toContain("codex-reply");

  const files = loaded.split("\n").filter((url) => url.startsWith("file:"));
  const bytes = files.map((url) => statSync(fileURLToPath(url)).size).reduce((sum, size) => sum + size, 0);
  expect(files.length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(MAX_BYTES);
});
