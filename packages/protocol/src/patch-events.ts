import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { FileChangesSchema } from "./file-change.js";

const call_id = z.string();

export const ApplyPatchApprovalRequestEventSchema = z.object({
  call_id,
  changes: FileChangesSchema,
  /** Why the user is asked, for people. */
  reason: option(z.string()),
  /**
   * If present, approval also allows writes below this folder until the conversation ends. Neither codex-rs nor this engine sets it:
   * approval covers the files that are shown.
   */
  grant_root: option(z.string()),
});
export type ApplyPatchApprovalRequestEvent = z.infer<typeof ApplyPatchApprovalRequestEventSchema>;

export const PatchApplyBeginEventSchema = z.object({
  call_id,
  /** True if nobody was asked. */
  auto_approved: z.boolean(),
  changes: FileChangesSchema,
});
export type PatchApplyBeginEvent = z.infer<typeof PatchApplyBeginEventSchema>;

export const PatchApplyEndEventSchema = z.object({
  call_id,
  stdout: z.string(),
  stderr: z.string(),
  success: z.boolean(),
});
export type PatchApplyEndEvent = z.infer<typeof PatchApplyEndEventSchema>;

/** Everything that the turn has changed so far, as one diff. */
export const TurnDiffEventSchema = z.object({ unified_diff: z.string() });
export type TurnDiffEvent = z.infer<typeof TurnDiffEventSchema>;
