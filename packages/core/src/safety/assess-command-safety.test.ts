import { chmodSync } from "node:fs";
import type { ApprovalPolicy, AskForApproval, CurrentSandboxPolicy, GranularApproval } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { approvedExec } from "../tools/commands/approved-exec.js";
import { assessCommandSafety, type CommandSafetyRequest } from "./assess-command-safety.js";

const readOnly: CurrentSandboxPolicy = { mode: "read-only" };
const fullAccess: CurrentSandboxPolicy = { mode: "danger-full-access" };
const workspaceWrite: CurrentSandboxPolicy = {
  mode: "workspace-write",
  writable_roots: [],
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: false,
};

const assess = (request: Partial<CommandSafetyRequest>) =>
  assessCommandSafety({
    command: ["touch", "x"],
    approvalPolicy: "on-request",
    sandboxPolicy: workspaceWrite,
    withEscalatedPermissions: false,
    ...request,
  });

const ASK = { type: "ask-user" };
const CONFINED = { type: "auto-approve", sandboxed: true };
const FREE = { type: "auto-approve", sandboxed: false };

describe("an unknown command", () => {
  it.each<[AskForApproval, CurrentSandboxPolicy, object]>([
    ["untrusted", readOnly, ASK],
    ["untrusted", workspaceWrite, ASK],
    ["untrusted", fullAccess, ASK],
    ["on-failure", readOnly, CONFINED],
    ["on-failure", workspaceWrite, CONFINED],
    ["on-failure", fullAccess, FREE],
    ["on-request", readOnly, CONFINED],
    ["on-request", workspaceWrite, CONFINED],
    ["on-request", fullAccess, FREE],
    ["never", readOnly, CONFINED],
    ["never", workspaceWrite, CONFINED],
    ["never", fullAccess, FREE],
  ])("under %s and %j", async (approvalPolicy, sandboxPolicy, expected) => {
    expect(await assess({ approvalPolicy, sandboxPolicy })).toEqual(expected);
  });

  it("is asked about when the model requests to leave the sandbox, and only where it may ask", async () => {
    const escalated = { withEscalatedPermissions: true };
    expect(await assess(escalated)).toEqual(ASK);
    expect(await assess({ ...escalated, approvalPolicy: "never" })).toEqual(CONFINED);
    expect(await assess({ ...escalated, approvalPolicy: "on-failure" })).toEqual(CONFINED);
    expect(await assess({ ...escalated, sandboxPolicy: fullAccess })).toEqual(FREE);
  });

  it("never runs without the sandbox that it needs", async () => {
    const hasSandbox = false;
    expect(await assess({ hasSandbox })).toEqual(ASK);
    expect(await assess({ hasSandbox, approvalPolicy: "on-failure" })).toEqual(ASK);
    expect(await assess({ hasSandbox, approvalPolicy: "never" })).toMatchObject({ type: "reject" });
  });
});

describe("an approval for the session", () => {
  const approvalPolicy = "untrusted";

  it("covers no more than its question said", async () => {
    expect(await assess({ approved: { sandboxed: false }, approvalPolicy })).toEqual(FREE);
    expect(await assess({ approved: { sandboxed: true }, approvalPolicy })).toEqual(CONFINED);
    const escalated = { withEscalatedPermissions: true, approvalPolicy: "on-request" } as const;
    expect(await assess({ ...escalated, approved: { sandboxed: true } })).toEqual(ASK);
    expect(await assess({ ...escalated, approved: { sandboxed: false } })).toEqual(FREE);
  });
});

describe("a command with a rule", () => {
  const reason = "team rule";
  const POLICIES = ["untrusted", "on-failure", "on-request", "never"] as const;

  it("never runs when it is forbidden, even if approved, known or with everything allowed", async () => {
    const verdict = { type: "forbidden", reason } as const;
    for (const approvalPolicy of POLICIES) {
      const request = { verdict, approvalPolicy, approved: { sandboxed: false }, command: ["ls"] };
      expect(await assess(request)).toEqual({ type: "reject", reason });
      expect(await assess({ ...request, sandboxPolicy: fullAccess })).toEqual({ type: "reject", reason });
    }
  });

  it("is asked about under every policy, and the question says whether approval leaves the sandbox", async () => {
    const verdict = { type: "prompt", reason } as const;
    const question = (sandboxed: boolean) => ({ type: "ask-user", reason, sandboxed });
    for (const approvalPolicy of ["untrusted", "on-failure", "on-request"] as const)
      expect(await assess({ verdict, approvalPolicy, command: ["ls"] })).toEqual(question(true));
    expect(await assess({ verdict, sandboxPolicy: fullAccess })).toEqual(question(false));
    expect(await assess({ verdict, withEscalatedPermissions: true })).toEqual(question(false));
    expect(await assess({ verdict, withEscalatedPermissions: true, approvalPolicy: "on-failure" })).toEqual(
      question(true),
    );
    expect(await assess({ verdict, approvalPolicy: "never" })).toEqual({
      type: "reject",
      reason: `it would have to be asked about: ${reason}`,
    });
  });

  it("is not asked about again if it was approved for the session", async () => {
    const verdict = { type: "prompt", reason } as const;
    expect(await assess({ verdict, approved: { sandboxed: true } })).toEqual(CONFINED);
    expect(await assess({ verdict, approved: { sandboxed: false } })).toEqual(FREE);
    // The approval was for the sandbox; now the command wants out.
    expect(await assess({ verdict, approved: { sandboxed: true }, withEscalatedPermissions: true })).toEqual({
      type: "ask-user",
      reason,
      sandboxed: false,
    });
  });

  it("needs no question when it is allowed, and stays in the sandbox", async () => {
    const verdict = { type: "allow", reason } as const;
    for (const approvalPolicy of POLICIES) expect(await assess({ verdict, approvalPolicy })).toEqual(CONFINED);
    expect(await assess({ verdict, approvalPolicy: "untrusted", sandboxPolicy: fullAccess })).toEqual(FREE);
    expect(await assess({ verdict, withEscalatedPermissions: true })).toEqual(ASK);
    expect(await assess({ verdict, approvalPolicy: "untrusted", hasSandbox: false })).toEqual(ASK);
    expect(await assess({ verdict, approvalPolicy: "never", hasSandbox: false })).toMatchObject({ type: "reject" });
  });

  it("is still asked about if it could destroy much", async () => {
    const verdict = { type: "allow", reason } as const;
    expect(await assess({ verdict, command: ["rm", "-rf", "./*"], approvalPolicy: "untrusted" })).toEqual({
      type: "ask-user",
      reason: "it may destroy more than can be brought back",
      sandboxed: true,
    });
  });
});

describe("a destructive command", () => {
  const command = ["rm", "-rf", "./*"];
  const DESTRUCTIVE = { type: "ask-user", reason: "it may destroy more than can be brought back" };

  it("is asked about every time, even where nothing else is", async () => {
    const approved = { sandboxed: false };
    expect(await assess({ command, approved, approvalPolicy: "untrusted" })).toEqual(ASK);
    for (const approvalPolicy of ["on-request", "on-failure"] as const) {
      expect(await assess({ command, approved, approvalPolicy })).toEqual({ ...DESTRUCTIVE, sandboxed: true });
      expect(await assess({ command, approvalPolicy, sandboxPolicy: fullAccess })).toEqual({
        ...DESTRUCTIVE,
        sandboxed: false,
      });
    }
  });

  it("runs like any other where it can do no harm", async () => {
    expect(await assess({ command, sandboxPolicy: readOnly })).toEqual(CONFINED);
    expect(await assess({ command, sandboxPolicy: readOnly, approvalPolicy: "never" })).toEqual(CONFINED);
  });

  it("if the user is never asked, is refused if it deletes, and otherwise runs", async () => {
    const [approvalPolicy, sandboxPolicy] = ["never", fullAccess] as const;
    const refused = { type: "reject", reason: expect.stringContaining("without -f") };
    expect(await assess({ command, approvalPolicy })).toEqual(refused);
    expect(await assess({ command, approvalPolicy, sandboxPolicy })).toEqual(refused);
    expect(await assess({ command, approvalPolicy, approved: { sandboxed: true } })).toEqual(refused);
    const reset = ["git", "reset", "--hard"];
    expect(await assess({ command: reset, approvalPolicy })).toEqual(CONFINED);
    expect(await assess({ command: reset, approvalPolicy, sandboxPolicy })).toEqual(FREE);
  });
});

describe("a command that deletes by force", () => {
  const command = ["bash", "-lc", "rm -rf build && make"];

  it("is asked about without a sandbox, and refused if the user is never asked", async () => {
    const sandboxPolicy = fullAccess;
    for (const approvalPolicy of ["on-request", "on-failure"] as const)
      expect(await assess({ command, approvalPolicy, sandboxPolicy })).toMatchObject({ ...ASK, sandboxed: false });
    expect(await assess({ command, approvalPolicy: "never", sandboxPolicy })).toMatchObject({ type: "reject" });
    expect(await assess({ command, sandboxPolicy, approved: { sandboxed: false } })).toEqual(FREE);
  });

  it("runs in the sandbox, and where a rule allows it", async () => {
    expect(await assess({ command })).toEqual(CONFINED);
    expect(await assess({ command, approvalPolicy: "never" })).toEqual(CONFINED);
    const verdict = { type: "allow", reason: "" } as const;
    for (const approvalPolicy of ["on-request", "never"] as const)
      expect(await assess({ command, approvalPolicy, sandboxPolicy: fullAccess, verdict })).toEqual(FREE);
  });
});

describe("a known safe command", () => {
  it("runs read-only, as it was judged", async () => {
    const list = await assess({ command: ["bash", "-lc", "ls"], approvalPolicy: "on-request" });
    const status = await assess({ command: ["git", "status"], approvalPolicy: "untrusted", sandboxPolicy: fullAccess });
    const execs = [list, status].map((check) =>
      check.type === "auto-approve" ? approvedExec(check, { sandboxPolicy: workspaceWrite }) : check,
    );
    expect(execs).toEqual([
      { sandboxed: true, sandboxPolicy: readOnly, failureIsOwn: true, command: ["bash", "-c", "ls"] },
      { sandboxed: true, sandboxPolicy: readOnly, failureIsOwn: true, command: ["git", "status"] },
    ]);
    expect(await assess({ command: ["ls"], approvalPolicy: "never", sandboxPolicy: fullAccess })).toEqual(FREE);
    expect(await assess({ command: ["cargo", "check"], approvalPolicy: "untrusted" })).toEqual(ASK);
  });

  it("is asked about when its program is untrusted, or cannot be sandboxed", async () => {
    const approvalPolicy = "untrusted";
    const lookup = { path: "bin:/usr/bin", untrustedFolders: ["/work"] };
    expect(await assess({ command: ["ls"], approvalPolicy, lookup })).toEqual(ASK);
    expect(await assess({ command: ["cat", "x"], approvalPolicy, hasSandbox: false })).toEqual(ASK);
    expect(await assess({ command: ["cat", "x"], approvalPolicy: "never", hasSandbox: false })).toMatchObject({
      type: "reject",
    });
  });
});

describe("a command that a rule allows without a sandbox", () => {
  it("is asked about if a project's program stands in for the one that the rule means", async () => {
    using folder = new TemporaryFolder({ "bin/make": "", "bin/own": "", "system/make": "" });
    for (const name of ["bin/make", "bin/own", "system/make"]) chmodSync(folder.at(name), 0o755);
    const lookup = { path: `${folder.at("bin")}:${folder.at("system")}`, untrustedFolders: [folder.at("bin")] };
    const verdict = { type: "allow", reason: "" } as const;
    const ruled = (command: readonly string[], path = lookup.path) =>
      assess({
        command,
        verdict,
        approvalPolicy: "untrusted",
        sandboxPolicy: fullAccess,
        lookup: { ...lookup, path },
      });
    expect(await ruled(["make", "-k"])).toEqual(ASK);
    expect(await ruled(["bash", "-lc", "own && make"])).toEqual(ASK);
    expect(await ruled(["make"], `:${folder.at("system")}`)).toEqual(ASK);
    for (const command of [["own"], ["bash", "-c", "own"], [folder.at("bin/make")]])
      expect(await ruled(command)).toEqual(FREE);
    expect(await ruled(["make"], folder.at("system"))).toEqual(FREE);
    expect(await assess({ command: ["make"], verdict, approvalPolicy: "untrusted", lookup })).toEqual(CONFINED);
  });
});

describe("a granular policy", () => {
  const asking = (kinds: Partial<GranularApproval>): ApprovalPolicy => ({
    granular: {
      sandbox_approval: false,
      rules: false,
      skill_approval: false,
      request_permissions: false,
      mcp_elicitations: false,
      ...kinds,
    },
  });
  const wantsOut = { withEscalatedPermissions: true };
  const ruled = { verdict: { type: "prompt", reason: "a rule" } as const };
  const destroys = { command: ["git", "reset", "--hard"] };

  it.each<[string, Partial<CommandSafetyRequest>, Partial<GranularApproval>]>([
    ["leaving the sandbox", wantsOut, { sandbox_approval: true }],
    ["what a rule asks about", ruled, { rules: true }],
    ["what may destroy much", destroys, { sandbox_approval: true }],
    ["what nothing confines", { hasSandbox: false }, { sandbox_approval: true }],
  ])("asks about %s if it asks such questions, and refuses it otherwise", async (_, request, kinds) => {
    expect(await assess({ ...request, approvalPolicy: asking(kinds) })).toMatchObject(ASK);
    const [kind = ""] = Object.keys(kinds);
    const others = asking({ sandbox_approval: true, rules: true, mcp_elicitations: true, [kind]: false });
    expect(await assess({ ...request, approvalPolicy: others })).toMatchObject({ type: "reject" });
  });

  it("runs in the sandbox what needs no approval", async () => {
    expect(await assess({ approvalPolicy: asking({}) })).toEqual(CONFINED);
    expect(await assess({ approvalPolicy: asking({}), sandboxPolicy: fullAccess })).toEqual(FREE);
  });
});
