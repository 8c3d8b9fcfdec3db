import type { ConversationHistory } from "../history/conversation-history.js";

/**
 * A conversation of the turn's own, beside that of its thread: its words are neither shown nor saved, and the thread's transcript
 * goes on without it. Only tools that read are its.
 */
export interface Aside {
  /** In place of the base instructions. */
  readonly instructions: string;
  readonly history: ConversationHistory;
}
