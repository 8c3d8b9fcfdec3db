import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { ConversationIdSchema } from "./conversation-id.js";
import { FileChangesSchema } from "./file-change.js";
import { ReviewDecisionSchema } from "./policy.js";

export const ApplyPatchApprovalParamsSchema = z.object({
  conversation_id: ConversationIdSchema,
  /** The same as in the `patch_apply_begin` and `patch_apply_end` events. */
  call_id: z.string(),
  file_changes: FileChangesSchema,
  /** Why the user is asked, for a person. */
  reason: option(z.string()),
  /** As in the `apply_patch_approval_request` event. */
  grant_root: option(z.string()),
});
export type ApplyPatchApprovalParams = z.infer<typeof ApplyPatchApprovalParamsSchema>;

export const ApplyPatchApprovalResponseSchema = z.object({ decision: ReviewDecisionSchema });
export type ApplyPatchApprovalResponse = z.infer<typeof ApplyPatchApprovalResponseSchema>;

export const ExecCommandApprovalParamsSchema = z.object({
  conversation_id: ConversationIdSchema,
  /** The same as in the `exec_command_begin` and `exec_command_end` events. */
  call_id: z.string(),
  command: z.array(z.string()),
  cwd: z.string(),
  /** Why the user is asked, for a person. */
  reason: option(z.string()),
});
export type ExecCommandApprovalParams = z.infer<typeof ExecCommandApprovalParamsSchema>;

export const ExecCommandApprovalResponseSchema = z.object({ decision: ReviewDecisionSchema });
export type ExecCommandApprovalResponse = z.infer<typeof ExecCommandApprovalResponseSchema>;
