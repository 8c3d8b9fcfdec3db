import * as z from "zod/mini";
import { openUnion } from "./open.js";
import { NetworkPolicyAmendmentSchema } from "./policies.js";

export const FileChangeSchema = openUnion([
  z.object({
    type: z.literal("add"),
    content: z.string(),
  }),
  z.object({
    type: z.literal("delete"),
    content: z.string(),
  }),
  z.object({
    type: z.literal("update"),
    move_path: z.nullish(z.string()),
    unified_diff: z.string(),
  }),
]);
export type FileChange = z.infer<typeof FileChangeSchema>;

export const ApplyPatchApprovalParamsSchema = z.object({
  callId: z.string(),
  conversationId: z.string(),
  fileChanges: z.record(z.string(), FileChangeSchema),
  grantRoot: z.nullish(z.string()),
  reason: z.nullish(z.string()),
});
export type ApplyPatchApprovalParams = z.infer<typeof ApplyPatchApprovalParamsSchema>;

export const ReviewDecisionSchema = z.union([
  z.enum(["approved", "approved_for_session", "approved_mcp_policy_amendment", "timed_out", "abort"]),
  z.object({
    approved_execpolicy_amendment: z.object({
      proposed_execpolicy_amendment: z.array(z.string()),
    }),
  }),
  z.object({
    network_policy_amendment: z.object({
      network_policy_amendment: NetworkPolicyAmendmentSchema,
    }),
  }),
  z.object({
    denied: z.object({
      rejection: z.string(),
    }),
  }),
]);
export type ReviewDecision = z.infer<typeof ReviewDecisionSchema>;

export const ApplyPatchApprovalResponseSchema = z.object({
  decision: ReviewDecisionSchema,
});
export type ApplyPatchApprovalResponse = z.infer<typeof ApplyPatchApprovalResponseSchema>;

export const ParsedCommandSchema = openUnion([
  z.object({
    type: z.literal("read"),
    cmd: z.string(),
    name: z.string(),
    path: z.string(),
  }),
  z.object({
    type: z.literal("list_files"),
    cmd: z.string(),
    path: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("search"),
    cmd: z.string(),
    path: z.nullish(z.string()),
    query: z.nullish(z.string()),
  }),
  z.object({
    type: z.literal("unknown"),
    cmd: z.string(),
  }),
]);
export type ParsedCommand = z.infer<typeof ParsedCommandSchema>;

export const ExecCommandApprovalParamsSchema = z.object({
  approvalId: z.nullish(z.string()),
  callId: z.string(),
  command: z.array(z.string()),
  conversationId: z.string(),
  cwd: z.string(),
  parsedCmd: z.array(ParsedCommandSchema),
  reason: z.nullish(z.string()),
});
export type ExecCommandApprovalParams = z.infer<typeof ExecCommandApprovalParamsSchema>;

export const ExecCommandApprovalResponseSchema = z.object({
  decision: ReviewDecisionSchema,
});
export type ExecCommandApprovalResponse = z.infer<typeof ExecCommandApprovalResponseSchema>;
