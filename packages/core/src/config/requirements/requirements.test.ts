import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, it } from "vitest";
import type { ConfigOverrides } from "../config-sources.js";
import { loadConfig } from "../load-config.js";

/** Loads a configuration with requirements; `repository` is the text of the trusted repository's configuration. */
async function load({
  requirements,
  user = "",
  repository = "",
  flags = [],
  overrides = {},
}: {
  readonly requirements: string;
  readonly user?: string;
  readonly repository?: string;
  readonly flags?: readonly (readonly [string, unknown])[];
  readonly overrides?: ConfigOverrides;
}) {
  using folder = new TemporaryFolder();
  const [codexHome, cwd] = [path.join(folder.path, "home"), path.join(folder.path, "work")];
  mkdirSync(codexHome);
  mkdirSync(path.join(cwd, ".codex"), { recursive: true });
  const requirementsFile = path.join(folder.path, "requirements.toml");
  writeFileSync(requirementsFile, requirements);
  writeFileSync(path.join(cwd, ".codex", "config.toml"), repository);
  writeFileSync(path.join(codexHome, "config.toml"), `${user}\n[projects."${cwd}"]\ntrust_level = "trusted"\n`);
  const config = await loadConfig({ codexHome, cwd, env: {}, cliOverrides: flags, overrides, requirementsFile });
  return { ...config, warnings: config.warnings.map((line) => line.replace(requirementsFile, "FILE")) };
}

const narrow = 'allowed_approval_policies = ["on-request", "untrusted"]\nallowed_sandbox_modes = ["read-only"]\n';
const wide = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';
const kept = { approvalPolicy: "on-request", sandboxPolicy: { mode: "read-only" } };

it("reverts policies that are not allowed, whatever their source, with a warning", async () => {
  for (const sources of [
    { user: wide },
    { repository: wide },
    { flags: [["approval_policy", "never"] as const, ["sandbox_mode", "danger-full-access"] as const] },
    { overrides: { approvalPolicy: "never", sandboxMode: "danger-full-access" } as const },
  ]) {
    const config = await load({ requirements: narrow, ...sources });
    expect(config).toMatchObject(kept);
    expect(config.warnings).toEqual([
      "FILE: the approval policy `never` is not allowed; it is `on-request`",
      "FILE: the sandbox `danger-full-access` is not allowed; it is `read-only`",
    ]);
  }
});

it("leaves allowed settings unchanged, without a warning", async () => {
  const config = await load({ requirements: narrow, user: 'approval_policy = "untrusted"\n' });
  expect(config).toMatchObject({ approvalPolicy: "untrusted", warnings: [] });
});

it("pins settings and features against files, profiles and flags", async () => {
  const requirements = `model_provider = "oss"
cli_auth_credentials_store = "keyring"
additional_developer_instructions = "Mind the rules."
[features]
shell_tool = false
`;
  const user = `model_provider = "openai"
developer_instructions = "Be brief."
[profiles.mine]
model_provider = "openai"
[features]
shell_tool = true
`;
  expect(
    await load({
      requirements,
      user,
      overrides: { profile: "mine", modelProvider: "openai" },
      flags: [["features.shell_tool", true]],
    }),
  ).toMatchObject({
    modelProviderId: "oss",
    credentialStore: "keyring",
    developerInstructions: "Mind the rules.\n\nBe brief.",
    features: { shell_tool: false },
  });
});

it("limits web search to the allowed mode", async () => {
  const searchOf = async (allowed: string, user: string) =>
    (await load({ requirements: `allowed_web_search_modes = ${allowed}`, user })).webSearch;
  const modeOf = async (allowed: string, mode: string) => (await searchOf(allowed, `web_search = "${mode}"`))?.mode;
  expect(await modeOf('["cached", "live"]', "indexed")).toBe("cached");
  expect(await modeOf('["cached", "live"]', "live")).toBe("live");
  expect(await modeOf('["live"]', "cached")).toBeUndefined();
  expect(await modeOf("[]", "live")).toBeUndefined();
  expect(await searchOf('["cached"]', "tools.web_search = true")).toMatchObject({ mode: "cached" });
});

it("starts only servers that match by name and by command or URL", async () => {
  const requirements =
    '[mcp_servers.docs.identity]\ncommand = "docs-server"\n[mcp_servers.web.identity]\nurl = "https://a.example/"\n';
  const servers = (docs: string, web: string) =>
    `[mcp_servers.docs]\ncommand = "${docs}"\n[mcp_servers.web]\nurl = "${web}"\n[mcp_servers.other]\ncommand = "docs-server"\n`;
  const good = await load({ requirements, user: servers("docs-server", "https://a.example/") });
  expect(Object.keys(good.mcpServers)).toEqual(["docs", "web"]);
  const bad = await load({ requirements, repository: servers("evil", "https://b.example/") });
  expect(bad.mcpServers).toEqual({});
  expect(bad.warnings[0]).toBe("FILE: the MCP server `docs` is not allowed and does not start");
  expect((await load({ requirements: "[mcp_servers]\n", user: servers("a", "b") })).mcpServers).toEqual({});
});

it.each([
  ["allowed_sandbox_modes = [", "requirements.toml:1"],
  ['allowed_sandbox_modes = ["workspace-write"]', "must contain read-only"],
  ["allowed_approval_policies = []", "must not be empty"],
  ['allowed_aproval_policies = ["never"]', "did you mean `allowed_approval_policies`?"],
  ["[permissions.filesystem]\ndeny_read = []", "may forbid something"],
  ['[rules]\nprefix_rules = [{ pattern = [{ token = "rm" }], decision = "allow" }]', "`rules.prefix_rules.0.decision`"],
  ['[rules]\nprefix_rules = [{ pattern = [], decision = "prompt" }]', "must not be empty"],
  ['[mcp_servers.docs]\ncommand = "docs"', "requirements.toml:"],
])("refuses to continue with a file that it cannot enforce: %s", async (requirements, message) => {
  await expect(load({ requirements })).rejects.toMatchObject({
    code: "config-invalid",
    message: expect.stringContaining(message),
  });
});

it("accepts requirements about features that do not exist here", async () => {
  expect(
    (await load({ requirements: "allow_remote_control = false\n[browser_use]\nallow_webmcp = false\n" })).warnings,
  ).toEqual([]);
});
