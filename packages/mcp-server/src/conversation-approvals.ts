import type { Conversation } from "@codex/core";
import type { Connection } from "@codex/jsonrpc";
import { type Event, type ReviewDecision, type ServerMethod, serverMethods } from "@codex/protocol";

/** Asks the client whenever a conversation asks, and gives the answer back to the conversation. */
export type ConversationApprovals = (conversation: Conversation) => void;

/**
 * Approvals of conversations made by `newConversation`: `execCommandApproval` and `applyPatchApproval` requests. One
 * question goes out however many listeners a conversation has; what is no valid answer counts as denied.
 */
export function createConversationApprovals(connection: Connection): ConversationApprovals {
  return (conversation) => {
    conversation.observe({
      // The client gets the event before the question that it announces.
      onEvent: (event) => queueMicrotask(() => void ask(connection, conversation, event)),
    });
  };
}

async function ask(connection: Connection, conversation: Conversation, { id, msg }: Event): Promise<void> {
  const conversation_id = conversation.id;
  switch (msg.type) {
    case "exec_approval_request": {
      const { call_id, command, cwd, reason } = msg;
      const params = { conversation_id, call_id, command, cwd, reason };
      const decision = await decide(connection, "execCommandApproval", params);
      return answer(conversation, { type: "exec_approval", id, decision });
    }
    case "apply_patch_approval_request": {
      const { call_id, changes, reason, grant_root } = msg;
      const params = { conversation_id, call_id, file_changes: changes, reason, grant_root };
      const decision = await decide(connection, "applyPatchApproval", params);
      return answer(conversation, { type: "patch_approval", id, decision });
    }
    default:
      return;
  }
}

async function decide(connection: Connection, method: ServerMethod, params: unknown): Promise<ReviewDecision> {
  try {
    const parsed = serverMethods[method].result.safeParse(await connection.request(method, params));
    return parsed.success ? parsed.data.decision : "denied";
  } catch {
    // Differs from codex-rs: an error answer denies too; there the turn waits for ever.
    return "denied";
  }
}

function answer(
  conversation: Conversation,
  op: { type: "exec_approval" | "patch_approval"; id: string; decision: ReviewDecision },
): void {
  if (!conversation.hasEnded) conversation.submit(op);
}
