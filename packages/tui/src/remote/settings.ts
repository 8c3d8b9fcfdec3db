import { SandboxPolicySchema } from "@codex/app-server-protocol/policies";
import { sandboxFromWire, sandboxToWire } from "@codex/app-server-protocol/sandbox-settings";
import { type ApprovalPolicy, ApprovalPolicySchema, type CurrentSandboxPolicy } from "@codex/protocol/policy";
import type { Settings } from "../app/settings.js";

/** A thread's turn settings as reported by a server, which may have policies that we do not know. */
export interface WireSettings {
  readonly model: string;
  readonly reasoningEffort?: string | null | undefined;
  readonly approvalPolicy: unknown;
  readonly sandbox: unknown;
}

export function settingsFromWire(wire: WireSettings): Settings {
  return {
    mode: { kind: "default" },
    model: wire.model,
    effort: wire.reasoningEffort ?? "medium",
    approvalPolicy: approvalFromWire(wire.approvalPolicy),
    sandboxPolicy: knownSandbox(wire.sandbox),
  };
}

/** The params to change the settings of later turns. */
export function settingsToWire({ mode, model, effort, approvalPolicy, sandboxPolicy }: Settings) {
  const settings = { model, reasoning_effort: effort, developer_instructions: null };
  return {
    model,
    effort,
    collaborationMode: { mode: mode.kind, settings },
    approvalPolicy: approvalToWire(approvalPolicy),
    sandboxPolicy: sandboxToWire(sandboxPolicy),
  };
}

function approvalFromWire(policy: unknown): ApprovalPolicy {
  return ApprovalPolicySchema.safeParse(policy).data ?? "on-request";
}

/** The protocol no longer has `on-failure`. */
function approvalToWire(policy: ApprovalPolicy) {
  return policy === "on-failure" ? "on-request" : policy;
}

/** Unknown policies are treated as the strictest one. */
function knownSandbox(policy: unknown): CurrentSandboxPolicy {
  const { data: known } = SandboxPolicySchema.safeParse(policy);
  return known === undefined ? { mode: "read-only" } : sandboxFromWire(known);
}
