import { SandboxPolicySchema } from "@codex/app-server-protocol/policies";
import { sandboxFromWire, sandboxToWire } from "@codex/app-server-protocol/sandbox-settings";
import { type ApprovalPolicy, ApprovalPolicySchema, type SandboxPolicy } from "@codex/protocol/policy";
import type { Settings } from "../app/settings.js";

/** What a server says that a thread's turns run under; it may know more policies than we do. */
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

/** What turns run under from now on, as params of a change. */
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

/** That wire has no `on-failure` any more. */
function approvalToWire(policy: ApprovalPolicy) {
  return policy === "on-failure" ? "on-request" : policy;
}

/** What is not known is taken for the strictest. */
function knownSandbox(policy: unknown): SandboxPolicy {
  const { data: known } = SandboxPolicySchema.safeParse(policy);
  return known === undefined ? { mode: "read-only" } : sandboxFromWire(known);
}
