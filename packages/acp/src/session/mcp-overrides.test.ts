import { writeFile } from "node:fs/promises";
import { loadConfig } from "@codex/core";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { mcpOverrides } from "./mcp-overrides.js";

test("a server of the same name in config.toml is replaced completely", async () => {
  using home = new TemporaryFolder();
  const token = 'bearer_token_env_var = "TOKEN"\nhttp_headers = { "x-key" = "secret" }';
  await writeFile(home.at("config.toml"), `[mcp_servers.kit]\nurl = "http://127.0.0.1:1/"\n${token}\n`);
  const given = (server: object) =>
    loadConfig({
      codexHome: home.path,
      cwd: home.path,
      env: {},
      overrides: {},
      cliOverrides: mcpOverrides([{ name: "kit", ...server } as Parameters<typeof mcpOverrides>[0][number]]),
    });
  const program = await given({ command: "/bin/true", args: [], env: [] });
  expect(program.mcpServers["kit"]).toMatchObject({ transport: "stdio", command: "/bin/true" });
  const far = await given({ type: "http", url: "http://127.0.0.1:2/", headers: [] });
  expect(JSON.stringify(far.mcpServers["kit"])).toContain("127.0.0.1:2");
  expect(JSON.stringify(far.mcpServers["kit"])).not.toMatch(/TOKEN|secret/);
});
