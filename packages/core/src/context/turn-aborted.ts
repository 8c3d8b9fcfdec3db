import type { ResponseItem } from "@codex/protocol";
import { userMessage } from "../model/messages.js";

const TURN_ABORTED = `<turn_aborted>
The user interrupted the turn. Commands and patches may have run only partly: check their effects before you repeat them.
</turn_aborted>`;

/** Tells the model that its last turn was interrupted. */
export const turnAbortedItem: ResponseItem = userMessage(TURN_ABORTED);
