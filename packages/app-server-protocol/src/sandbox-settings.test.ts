import type { SandboxPolicy as SandboxSettings } from "@codex/protocol/policy";
import { expect, test } from "vitest";
import { SandboxPolicySchema } from "./policies.js";
import { sandboxFromWire, sandboxToWire } from "./sandbox-settings.js";

const workspace: SandboxSettings = {
  mode: "workspace-write",
  writable_roots: ["/srv/data"],
  network_access: true,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: false,
};

test.each<SandboxSettings>([{ mode: "danger-full-access" }, { mode: "read-only" }, workspace])(
  "$mode comes back from the wire as it was",
  (settings) => {
    expect(sandboxFromWire(SandboxPolicySchema.parse(sandboxToWire(settings)))).toEqual(settings);
  },
);

test("an external sandbox is not sandboxed again", () => {
  expect(sandboxFromWire({ type: "externalSandbox", networkAccess: "restricted" })).toEqual({
    mode: "danger-full-access",
  });
});
