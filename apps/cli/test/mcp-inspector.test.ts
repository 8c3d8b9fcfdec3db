import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { createWorkspace } from "./support/workspace.js";

/** It downloads 100 MB, so it is installed on demand and not a dependency of this project. */
const INSPECTOR = "@modelcontextprotocol/inspector@2.12.0";

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

function npx(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      "npx",
      ["--yes", "--prefer-offline", "--package", INSPECTOR, "mcp-inspector", ...args],
      { timeout: 100_000 },
      (_, stdout, stderr) => resolve({ stdout, stderr }),
    );
  });
}

test("the inspector lists the tools, finds their schemas valid, and calls one", async (context) => {
  const available = await npx(["--cli", "--version"]);
  if (!/\d+\.\d+/.test(available.stdout)) context.skip(`${INSPECTOR} cannot be fetched here`);
  await using workspace = await createWorkspace();
  const server = [process.execPath, await builtCodex(), "mcp"];
  const home = `CODEX_HOME=${workspace.codexHome}`;
  const inspect = (...args: string[]) => npx(["--cli", ...server, ...args, "-e", home]);

  const list = await inspect("--method", "tools/list", "--strict");
  expect(JSON.parse(list.stdout)).toMatchObject({ tools: { length: 6 } });
  expect(list.stderr).not.toMatch(/portab/i);

  const call = await inspect("--method", "tools/call", "--tool-name", "conversationsList");
  expect(JSON.parse(call.stdout)).toMatchObject({ structuredContent: { conversations: [] }, isError: false });
});
