import { expect, test } from "vitest";
import { settingsFromWire } from "./settings.js";

const opened = { model: "gpt-test", reasoningEffort: null };

test("the settings that a server reports are those of the turns", () => {
  const sandbox = { type: "workspaceWrite", writableRoots: ["/srv/data"], networkAccess: true };
  expect(settingsFromWire({ ...opened, approvalPolicy: "never", sandbox })).toMatchObject({
    approvalPolicy: "never",
    sandboxPolicy: { mode: "workspace-write", writable_roots: ["/srv/data"], network_access: true },
  });
});

test.each([
  { approvalPolicy: { granular: { rules: true } }, sandbox: { type: "somethingNewer" } },
  { approvalPolicy: "somethingNewer", sandbox: "somethingNewer" },
  { approvalPolicy: null, sandbox: { type: "workspaceWrite", writableRoots: "all" } },
])("for an unknown $sandbox, the strictest is shown", (wire) => {
  expect(settingsFromWire({ ...opened, ...wire })).toMatchObject({
    approvalPolicy: "on-request",
    sandboxPolicy: { mode: "read-only" },
  });
});
