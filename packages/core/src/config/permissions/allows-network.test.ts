import type { CurrentSandboxPolicy } from "@codex/protocol";
import { expect, test } from "vitest";
import { allowsNetwork } from "./allows-network.js";

const workspaceWrite = (network_access: unknown) =>
  ({
    mode: "workspace-write",
    writable_roots: [],
    network_access,
    exclude_tmpdir_env_var: false,
    exclude_slash_tmp: false,
  }) as CurrentSandboxPolicy;

test("commands have network access with full access, or in a workspace with a literal true", () => {
  expect(allowsNetwork({ mode: "danger-full-access" })).toBe(true);
  expect(allowsNetwork({ mode: "read-only" })).toBe(false);
  expect(
    [true, false, undefined, [], ["host"], "true", 1].filter((value) => allowsNetwork(workspaceWrite(value))),
  ).toEqual([true]);
});
