import type { Conversation } from "@codex/conversation-wire";
import type { TurnAbortReason } from "@codex/protocol";

/**
 * Interrupts the running turn; settles when all listeners have been notified.
 * Differs from codex-rs: for an idle conversation, the request is answered at once.
 */
export async function interruptAndWait(conversation: Conversation): Promise<TurnAbortReason> {
  if (!conversation.hasEnded) conversation.submit({ type: "interrupt" });
  await conversation.handled();
  return "interrupted";
}
