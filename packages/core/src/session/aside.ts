import type { ConversationHistory } from "../history/conversation-history.js";

/**
 * A conversation beside the thread's own: it is neither shown nor saved, and the thread's transcript does not contain it. Only tools that
 * read are available.
 */
export interface Aside {
  /** Replaces the base instructions. */
  readonly instructions: string;
  readonly history: ConversationHistory;
}
