import type { ResponseItem } from "@codex/protocol";
import { truncateMiddle } from "../exec/output/truncate-middle.js";
import { userMessage } from "../model/messages.js";
import { isUserMessage } from "../rollout/derive-item.js";

/** How much of the user's messages a compaction keeps, in tokens; less if the context window is small. */
const MAX_TOKENS = 20_000;
const SHARE_OF_WINDOW = 0.25;
const BYTES_PER_TOKEN = 4;

/**
 * The user's own messages that stay in a transcript when the rest is summarized: the latest ones, of which the first may be shortened. Of
 * their images, only those of the latest message stay.
 */
export function keptMessages(items: readonly ResponseItem[], contextWindow = Number.POSITIVE_INFINITY): ResponseItem[] {
  const messages = items.filter(isUserMessage);
  let tokens = Math.min(MAX_TOKENS, Math.floor(contextWindow * SHARE_OF_WINDOW));
  const kept: ResponseItem[] = [];
  for (const message of messages.toReversed()) {
    if (tokens <= 0) break;
    const text = userText(message);
    const size = Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
    const isWhole = kept.length === 0 && size <= tokens;
    if (isWhole) kept.unshift(message);
    else if (text !== "") kept.unshift(userMessage(truncateMiddle(text, tokens).text));
    tokens -= size;
  }
  return kept;
}

export function userText(item: ResponseItem): string {
  if (item.type !== "message") return "";
  return item.content.flatMap((part) => (part.type === "input_text" ? [part.text] : [])).join("\n");
}
