import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";

/**
 * When the user is asked before a command runs.
 * - `untrusted`: always, except for commands that are known to only read.
 * - `on-failure`: never at first; a command that fails inside the sandbox is offered again without it.
 * - `on-request`: when the model asks for it. The default.
 * - `never`: not at all; failures go back to the model.
 */
export const AskForApprovalSchema = z.enum(["untrusted", "on-failure", "on-request", "never"]);
export type AskForApproval = z.infer<typeof AskForApprovalSchema>;

/**
 * Which kinds of questions the user is asked; others are denied without asking.
 * - `sandbox_approval`: about commands and patches, as with `on-request`.
 * - `rules`: from command rules.
 * - `skill_approval`: from running a skill's script; Codex asks none of these.
 * - `request_permissions`: from the tool of that name.
 * - `mcp_elicitations`: from MCP servers, and about calls of their tools.
 */
export const GranularApprovalSchema = z.object({
  sandbox_approval: z.boolean(),
  rules: z.boolean(),
  skill_approval: z._default(z.boolean(), false),
  request_permissions: z._default(z.boolean(), false),
  mcp_elicitations: z.boolean(),
});
export type GranularApproval = z.infer<typeof GranularApprovalSchema>;

/** When the user is asked, in current configurations: the August 2025 protocol cannot express kinds of questions. */
export const ApprovalPolicySchema = z.union([AskForApprovalSchema, z.object({ granular: GranularApprovalSchema })]);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicySchema>;

/** No sandbox at all. */
const FullAccessSchema = z.object({ mode: z.literal("danger-full-access") });
/** Every file can be read, none written; no network. */
const ReadOnlySchema = z.object({ mode: z.literal("read-only") });
/** Like `read-only`, but the working directory and temporary folders are writable. */
const WorkspaceWriteSchema = z.object({
  mode: z.literal("workspace-write"),
  /** More writable folders, as absolute paths. Default: none. */
  writable_roots: option(z.array(z.string())),
  /** Default: false. */
  network_access: z._default(z.boolean(), false),
  /** Excludes `$TMPDIR` from the writable folders. Default: false. */
  exclude_tmpdir_env_var: z._default(z.boolean(), false),
  /** Excludes `/tmp` from the writable folders. Default: false. */
  exclude_slash_tmp: z._default(z.boolean(), false),
});

/** What commands of the model may access. */
export const SandboxPolicySchema = z.discriminatedUnion("mode", [
  FullAccessSchema,
  ReadOnlySchema,
  WorkspaceWriteSchema,
]);
export type SandboxPolicy = z.infer<typeof SandboxPolicySchema>;

/** A sandbox policy in current configurations: the August 2025 protocol cannot exclude the working directory. */
export const CurrentSandboxPolicySchema = z.discriminatedUnion("mode", [
  FullAccessSchema,
  ReadOnlySchema,
  /** `exclude_cwd` excludes the working directory from the writable folders. Default: false. */
  z.extend(WorkspaceWriteSchema, { exclude_cwd: z.optional(z.boolean()) }),
]);
export type CurrentSandboxPolicy = z.infer<typeof CurrentSandboxPolicySchema>;

/**
 * The answer to a request for approval.
 * - `approved`: this once.
 * - `approved_for_session`: this time and for the same request until the conversation ends.
 * - `denied`: no, but go on with the turn.
 * - `abort`: no, and stop the turn.
 */
export const ReviewDecisionSchema = z.enum(["approved", "approved_for_session", "denied", "abort"]);
export type ReviewDecision = z.infer<typeof ReviewDecisionSchema>;

/** Why a turn ended early: the user interrupted it, or new input replaced it. */
export const TurnAbortReasonSchema = z.enum(["interrupted", "replaced"]);
export type TurnAbortReason = z.infer<typeof TurnAbortReasonSchema>;
