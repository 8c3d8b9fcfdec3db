import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startJsonLinesProgram } from "@codex/test-support";
import { beforeAll, describe, expect, it } from "vitest";

const app = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));

beforeAll(() => promisify(execFile)("npx", ["turbo", "run", "build", "--filter=@codex/mcp-server-app"], { cwd: root }));

describe("codex-mcp-server", () => {
  it("answers the handshake and ends with its input", async () => {
    const env = { PATH: process.env["PATH"] ?? "", CODEX_HOME: app };
    await using server = startJsonLinesProgram([process.execPath, `${app}dist/codex-mcp-server.js`], { cwd: app, env });
    const clientInfo = { name: "test", version: "1" };
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
    server.send({ jsonrpc: "2.0", id: 1, method: "initialize", params });
    const answer = await server.waitFor((json) => json);
    expect(answer).toMatchObject({ id: 1, result: { serverInfo: { name: "codex-mcp-server" } } });
    expect(await server.end()).toBe(0);
  });
});
