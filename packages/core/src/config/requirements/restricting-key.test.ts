import { expect, test } from "vitest";
import { parseConfig } from "../parse-config.js";

const parse = (key: string, value: unknown) =>
  parseConfig(
    [],
    [
      ["mcp_servers.docs.command", "docs"],
      [key, value],
    ],
  );

test.each([
  "sandbox_workspace_write.read_only_paths",
  "shell_environment_policy.exclud",
  "permissions.locked.netwrk",
  "default_permission",
  "mcp_servers.docs.allowed_tools",
  "denied_domains",
  "forced_login_methods",
  "sandbox_mod",
  "aproval_policy",
  "sandbox_workspace_writ",
  "mcp_servers.docs.enabled_toolz",
  "mcp_servers.docs.disable_tools",
  "mcp_servers.docs.enable",
])("an unknown key that may restrict something is refused: %s", (key) => {
  expect(() => parse(key, "x")).toThrow(/may forbid something, and this version of Codex does not know it/);
});

test("the error suggests the intended name", () => {
  expect(() => parse("sandbox_workspace_write.exclude_slash_tpm", true)).toThrow(
    "; did you mean `sandbox_workspace_write.exclude_slash_tmp`?",
  );
});

test.each(["disable_paste_burst", "tui.notifications_later", "future_feature", "mcp_servers.docs.note"])(
  "other keys of later versions are only reported: %s",
  (key) => {
    expect(parse(key, "x").warnings).toEqual([expect.stringContaining("no effect")]);
  },
);
