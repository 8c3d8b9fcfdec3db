import { type Config, historyMetadata, type NewThreadOptions, type ThreadManager } from "@codex/core";
import { Conversation } from "./conversation.js";

/** Opens a thread, new or saved, as a conversation. */
export async function openConversation(
  manager: ThreadManager,
  config: Config,
  options?: NewThreadOptions,
): Promise<Conversation> {
  const [thread, history] = await Promise.all([manager.newThread(config, options), historyMetadata(config.codexHome)]);
  return new Conversation(thread, config, {
    session_id: thread.id,
    model: config.model,
    history_log_id: history.logId,
    history_entry_count: history.entryCount,
  });
}
