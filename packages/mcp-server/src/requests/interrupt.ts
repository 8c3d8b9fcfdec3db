import type { Conversation } from "@codex/core";
import type { TurnAbortReason } from "@codex/protocol";

/**
 * Interrupts what runs and waits until it has stopped.
 * Differs from codex-rs: an idle conversation is answered too, at once.
 */
export function interruptAndWait(conversation: Conversation, signal: AbortSignal): Promise<TurnAbortReason> {
  return new Promise((resolve, reject) => {
    const subscription = conversation.observe({
      onEvent: ({ msg }) => {
        if (msg.type === "turn_aborted") settle(msg.reason);
      },
      onClose: () => settle("interrupted"),
    });
    const onAbort = () => {
      subscription[Symbol.dispose]();
      reject(signal.reason);
    };
    const settle = (reason: TurnAbortReason) => {
      subscription[Symbol.dispose]();
      signal.removeEventListener("abort", onAbort);
      resolve(reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    conversation.submit({ type: "interrupt" });
    void conversation.handled().then(() => settle("interrupted"));
  });
}
