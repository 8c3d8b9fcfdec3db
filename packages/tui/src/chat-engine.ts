import type { ThreadManager } from "@codex/core";
import type { AuthManager } from "@codex/login";

/** What a chat runs on. */
export interface ChatEngine {
  readonly manager: ThreadManager;
  readonly auth: AuthManager;
}
