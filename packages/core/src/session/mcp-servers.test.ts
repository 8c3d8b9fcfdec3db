import { McpConnectionManager, type StdioServerConfig } from "@codex/mcp-client";
import { expect, test, vi } from "vitest";
import { McpServers } from "./mcp-servers.js";

const never = new AbortController().signal;
const silent: StdioServerConfig = {
  transport: "stdio",
  command: process.execPath,
  args: ["-e", "setInterval(() => {}, 1000)"],
  env: {},
  startupTimeoutMs: 100_000,
};

test("requests wait for servers that are being started once after each change, and no longer than their limit", async () => {
  const { manager } = await McpConnectionManager.connect(
    {},
    { env: {}, platform: process.platform, cwd: process.cwd(), clientVersion: "1", signal: never },
  );
  const waits = vi.spyOn(manager, "settled");
  await using servers = new McpServers(async () => manager, process.cwd(), 1);
  await servers.readyIn(process.cwd(), never);
  expect(waits).not.toHaveBeenCalled();
  await servers.change({ silent });
  await servers.readyIn(process.cwd(), never);
  await servers.readyIn(process.cwd(), never);
  expect(waits).toHaveBeenCalledTimes(1);
  await servers.readyIn("/", never);
  await servers.readyIn("/", never);
  expect(waits).toHaveBeenCalledTimes(2);
});
