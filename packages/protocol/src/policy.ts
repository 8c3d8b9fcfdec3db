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
 * Which kinds of questions are put to the user; the others are refused without asking.
 * - `sandbox_approval`: about commands and patches, as `on-request` asks them.
 * - `rules`: that a rule about commands asks.
 * - `skill_approval`: that running a skill's script asks; Codex asks none of these.
 * - `request_permissions`: by the tool of that name.
 * - `mcp_elicitations`: of MCP servers, and about calls of their tools.
 */
export const GranularApprovalSchema = z.object({
  sandbox_approval: z.boolean(),
  rules: z.boolean(),
  skill_approval: z._default(z.boolean(), false),
  request_permissions: z._default(z.boolean(), false),
  mcp_elicitations: z.boolean(),
});
export type GranularApproval = z.infer<typeof GranularApprovalSchema>;

/** When the user is asked, as configurations of today say it: the wire of August 2025 has no word for the kinds of questions. */
export const ApprovalPolicySchema = z.union([AskForApprovalSchema, z.object({ granular: GranularApprovalSchema })]);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicySchema>;

/** What commands that the model runs may touch. */
export const SandboxPolicySchema = z.discriminatedUnion("mode", [
  /** No sandbox at all. */
  z.object({ mode: z.literal("danger-full-access") }),
  /** Every file can be read, none written; no network. */
  z.object({ mode: z.literal("read-only") }),
  /** As `read-only`, and the working directory and temporary folders can be written. */
  z.object({
    mode: z.literal("workspace-write"),
    /** More folders that can be written, absolute paths. Default: none. */
    writable_roots: option(z.array(z.string())),
    /** Default: false. */
    network_access: z._default(z.boolean(), false),
    /** Leaves `$TMPDIR` out of the folders that can be written. Default: false. */
    exclude_tmpdir_env_var: z._default(z.boolean(), false),
    /** Leaves `/tmp` out of the folders that can be written. Default: false. */
    exclude_slash_tmp: z._default(z.boolean(), false),
    /** Leaves the working directory out of them, too; not of August 2025. Default: false. */
    exclude_cwd: z.optional(z.boolean()),
  }),
]);
export type SandboxPolicy = z.infer<typeof SandboxPolicySchema>;

/**
 * The answer to a request for approval.
 * - `approved`: this once.
 * - `approved_for_session`: this time and for the same request until the conversation ends.
 * - `denied`: no, but go on with the turn.
 * - `abort`: no, and stop the turn.
 */
export const ReviewDecisionSchema = z.enum(["approved", "approved_for_session", "denied", "abort"]);
export type ReviewDecision = z.infer<typeof ReviewDecisionSchema>;

/** Why a turn ended early: the user stopped it, or new input took its place. */
export const TurnAbortReasonSchema = z.enum(["interrupted", "replaced"]);
export type TurnAbortReason = z.infer<typeof TurnAbortReasonSchema>;
