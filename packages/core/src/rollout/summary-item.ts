import type { ResponseItem } from "@codex/protocol";
import { userMessage } from "../model/messages.js";

const HEADING = "The conversation up to here was replaced by this summary, which the model wrote:";
/** The beginning of such messages in sessions of codex-rs. */
const REFERENCE_HEADING = "Another language model started to solve this problem and produced a summary";

/** The summary of a compaction, after the messages that it keeps. It has the user's role, but is not the user's: see `isContextMessage`. */
export function summaryMessage(summary: string): ResponseItem {
  return userMessage(`${HEADING}\n${summary}`);
}

/** The same where nothing else is left of a transcript, as in August 2025. */
export function loneSummary(summary: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text: summary }] };
}

/** Whether the text of a user message is a summary. */
export const isSummary = (text: string): boolean => text.startsWith(HEADING) || text.startsWith(REFERENCE_HEADING);
