import type { Connection } from "@codex/jsonrpc";
import { APPLY_PATCH_APPROVAL_METHOD, EXEC_COMMAND_APPROVAL_METHOD } from "@codex/protocol/methods";
import {
  type ApplyPatchApprovalParams,
  ApplyPatchApprovalResponseSchema,
  type ExecCommandApprovalParams,
} from "@codex/protocol/server-requests";
import type { ApprovalQuestion, Asker } from "./approval-question.js";

/**
 * Asks a client that speaks the Codex protocol. A person may take as long as the turn runs.
 * Differs from codex-rs: an error or a malformed answer also denies; there, the turn waits forever.
 */
export function askCodexClient(connection: Connection): Asker {
  return async (question, signal) => {
    const { method, params } = requestFor(question);
    const answer = await connection.request(method, params, { signal });
    // Both requests have the same response type.
    const parsed = ApplyPatchApprovalResponseSchema.safeParse(answer);
    return parsed.success ? parsed.data.decision : "denied";
  };
}

type ApprovalCall =
  | { readonly method: typeof EXEC_COMMAND_APPROVAL_METHOD; readonly params: ExecCommandApprovalParams }
  | { readonly method: typeof APPLY_PATCH_APPROVAL_METHOD; readonly params: ApplyPatchApprovalParams };

function requestFor({ conversationId: conversation_id, request }: ApprovalQuestion): ApprovalCall {
  const { call_id, reason } = request;
  if (request.type === "exec_approval_request") {
    const { command, cwd } = request;
    return { method: EXEC_COMMAND_APPROVAL_METHOD, params: { conversation_id, call_id, command, cwd, reason } };
  }
  const { changes: file_changes } = request;
  return { method: APPLY_PATCH_APPROVAL_METHOD, params: { conversation_id, call_id, file_changes, reason } };
}
