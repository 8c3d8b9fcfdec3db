import type { ResponseItem } from "@codex/protocol";

const TURN_ABORTED = `<turn_aborted>
The user stopped the turn before it was over. What ran may have run in part: look before doing it again.
</turn_aborted>`;

/** Tells the model that its last turn was interrupted. */
export const turnAbortedItem: ResponseItem = {
  type: "message",
  role: "user",
  content: [{ type: "input_text", text: TURN_ABORTED }],
};
