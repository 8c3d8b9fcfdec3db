import { execFile } from "node:child_process";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { startHttpServer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { HttpHandler } from "../src/http/http-handler.js";
import { createMcpRequests } from "../src/mcp/mcp-requests.js";
import { conformanceFeatures } from "./support/conformance-features.js";

const require = createRequire(import.meta.url);
const suite = require.resolve("@modelcontextprotocol/conformance/dist/index.js");

/** The protocol core with the suite's fixtures, over HTTP. The suite does not support tokens, so its requests get one here. */
async function serveFixtures() {
  const token = "known to nobody else";
  const handler = new HttpHandler({
    token,
    definition: {
      serverInfo: { name: "fixtures", version: "1" },
      capabilities: {
        tools: {},
        resources: { subscribe: true },
        prompts: {},
        completions: {},
        logging: {},
      },
      createServices: async (client) => ({
        findHandler: createMcpRequests(conformanceFeatures, client),
        [Symbol.asyncDispose]: async () => {},
      }),
    },
  });
  const server = await startHttpServer((request, response) => {
    request.headers.authorization = `Bearer ${token}`;
    void handler.handle(request, response);
    void breakReconnections(request, response);
  });
  return {
    url: `${server.origin}/mcp`,
    async [Symbol.asyncDispose]() {
      await handler[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Closes the connection of a call of `test_reconnection` early, as a proxy might. */
async function breakReconnections(request: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  await once(request, "end");
  if (body.includes("test_reconnection")) setTimeout(() => response.end(), 50);
}

test("the conformance suite passes completely", async () => {
  await using server = await serveFixtures();
  using results = new TemporaryFolder();
  const args = [suite, "server", "--url", server.url, "--suite", "all", "--output-dir", results.path];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { timeout: 250_000 }, (_, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
  expect(output.match(/^[✓✗] .*/gm)?.filter((line) => !/^✓ .* 0 failed/.test(line))).toEqual([]);
  expect(output).toMatch(/Total: 47 passed, 0 failed/);
});
