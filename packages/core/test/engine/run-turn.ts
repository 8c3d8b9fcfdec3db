import type { EventMsg, InputItem } from "@codex/protocol";
import type { Conversation } from "../../../conversation-wire/src/index.js";
import type { Ask } from "../../src/index.js";
import { CodexError } from "../../src/index.js";

/** Submits input and iterates the events of its turn. A turn that is left early is interrupted. */
export async function* runTurn(
  conversation: Conversation,
  input: string | readonly InputItem[],
  { signal, ask }: { readonly signal: AbortSignal | undefined; readonly ask: Ask },
): AsyncGenerator<EventMsg, void> {
  if (conversation.isBusy) {
    throw new CodexError("request-invalid", "a turn is running: wait until it ends, or submit input that joins it");
  }
  const items: InputItem[] = typeof input === "string" ? [{ type: "text", text: input }] : [...input];
  const events = conversation.events();
  // The generator subscribes at its first step, so take that before anything can happen.
  const first = events.next();
  const turnId = conversation.submit({ type: "user_input", items }, { ask });
  const interrupt = () => {
    if (!conversation.hasEnded) conversation.submit({ type: "interrupt" });
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  let ended = false;
  try {
    for (let next = await first; !next.done; next = await events.next()) {
      const { id, msg } = next.value;
      if (id !== turnId) continue;
      ended = msg.type === "task_complete" || msg.type === "turn_aborted";
      yield msg;
      if (ended) return;
    }
    ended = true;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    if (!ended) interrupt();
    await events.return();
  }
}
