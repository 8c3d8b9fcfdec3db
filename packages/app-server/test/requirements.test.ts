import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const requirements = `allowed_approval_policies = ["on-request", "on-failure"]
allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["cached"]
[features]
undo = true
[[hooks.PreToolUse]]
matcher = "Bash"
[[hooks.PreToolUse.hooks]]
type = "command"
command = "true"
timeout = 5
`;

test("clients read the requirements, with null for what is not required", async () => {
  await using server = await startServer({ requirements });
  await using client = await server.connect();
  expect(await client.call("configRequirements/read", undefined)).toMatchObject({
    requirements: {
      allowedApprovalPolicies: ["on-request"],
      allowedSandboxModes: ["read-only", "workspace-write"],
      allowedWebSearchModes: ["cached", "disabled"],
      allowManagedHooksOnly: null,
      featureRequirements: { undo: true },
      modelProvider: null,
      network: null,
      hooks: {
        PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command: "true", timeoutSec: 5, async: false }] }],
        Stop: [],
      },
    },
  });
  expect(await client.call("hooks/list", { cwds: [server.cwd] })).toMatchObject({
    data: [{ hooks: [{ source: "system", isManaged: true, trustStatus: "managed", enabled: true }] }],
  });
});

test("no client can weaken a requirement: not for a thread, a turn, or in a thread's settings", async () => {
  await using server = await startServer({ requirements });
  await using client = await server.connect({ experimentalApi: true });
  const opened = await client.call("thread/start", {
    cwd: server.cwd,
    approvalPolicy: "never",
    sandbox: "danger-full-access",
  });
  expect(opened).toMatchObject({ approvalPolicy: "on-request", sandbox: { type: "readOnly" } });
  const { id: threadId } = opened.thread;
  const changes = [{ approvalPolicy: "never" as const }, { sandboxPolicy: { type: "dangerFullAccess" as const } }];
  for (const change of changes) {
    const refused = { code: -32600, message: expect.stringContaining("does not allow") };
    const turn = client.call("turn/start", { threadId, input: [{ type: "text", text: "go" }], ...change });
    await expect(turn).rejects.toMatchObject(refused);
    await expect(client.call("thread/settings/update", { threadId, ...change })).rejects.toMatchObject(refused);
  }
});

test("a change of config.toml that violates a requirement is refused as a whole, and the error names the requirement", async () => {
  await using server = await startServer({ requirements: `model_provider = "test"\n${requirements}` });
  await using client = await server.connect();
  const file = path.join(server.codexHome, "config.toml");
  const required = path.join(server.codexHome, "../requirements.toml");
  const before = readFileSync(file, "utf8");
  const mergeStrategy = "upsert";
  for (const [keyPath, value, fault] of [
    ["model_provider", "other", 'model_provider has to be "test"'],
    ["model_provider", null, 'model_provider has to be "test"'],
    ["features.undo", false, "features.undo has to be true"],
    ["features", { undo: false }, "features.undo has to be true"],
    ["approval_policy", "never", 'approval_policy may not be "never", only on-request, on-failure'],
    [
      "sandbox_mode",
      "danger-full-access",
      'sandbox_mode may not be "danger-full-access", only read-only, workspace-write',
    ],
    ["web_search", "live", 'web_search may not be "live", only cached, disabled'],
  ] as const) {
    const refused = {
      code: -32600,
      message: expect.stringContaining(`${fault} (the administrator's requirements in ${required})`),
      data: { config_write_error_code: "configRequirementReadonly" },
    };
    const one = client.call("config/value/write", { keyPath, value, mergeStrategy });
    await expect(one, keyPath).rejects.toMatchObject(refused);
    const edits = [
      { keyPath: "model", value: "m", mergeStrategy },
      { keyPath, value, mergeStrategy },
    ] as const;
    const many = client.call("config/batchWrite", { edits: [...edits] });
    await expect(many, keyPath).rejects.toMatchObject(refused);
  }
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("a change that the requirements allow is written", async () => {
  await using server = await startServer({ requirements });
  await using client = await server.connect();
  for (const [keyPath, value] of [
    ["features.undo", null],
    ["features.undo", true],
    ["features.hooks", false],
    ["approval_policy", "on-request"],
    ["sandbox_mode", "read-only"],
    ["web_search", "disabled"],
    ["model_provider", "test"],
  ] as const) {
    const written = client.call("config/value/write", { keyPath, value, mergeStrategy: "upsert" });
    expect(await written, keyPath).toMatchObject({ status: "ok" });
  }
});

test("a resumed session keeps only the permissions that are still allowed", async () => {
  await using server = await startServer({ script: [sse.say("done")] });
  const first = await server.connect();
  const { thread } = await first.call("thread/start", { cwd: server.cwd, sandbox: "danger-full-access" });
  await first.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await first.hear("turn/completed");
  writeFileSync(path.join(path.dirname(server.cwd), "requirements.toml"), requirements);
  await using again = await server.restart();
  await using client = await again.connect();
  expect(await client.call("thread/resume", { threadId: thread.id })).toMatchObject({
    approvalPolicy: "on-request",
    sandbox: { type: "readOnly" },
  });
});
