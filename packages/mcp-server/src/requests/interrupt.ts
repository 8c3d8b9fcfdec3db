import type { Conversation } from "@codex/conversation-wire";
import type { TurnAbortReason } from "@codex/protocol";

/**
 * Interrupts what runs; settles when that has been told to everybody.
 * Differs from codex-rs: an idle conversation is answered too, at once.
 */
export async function interruptAndWait(conversation: Conversation): Promise<TurnAbortReason> {
  if (!conversation.hasEnded) conversation.submit({ type: "interrupt" });
  await conversation.handled();
  return "interrupted";
}
