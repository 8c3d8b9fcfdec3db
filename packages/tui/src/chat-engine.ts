import type { ConversationManager } from "@codex/core";
import type { AuthManager } from "@codex/login";

/** What a chat runs on. */
export interface ChatEngine {
  readonly manager: ConversationManager;
  readonly auth: AuthManager;
}
