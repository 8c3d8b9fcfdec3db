import type { ResponseItem } from "@codex/protocol";

/** The text of the model's last message. */
export function lastAssistantMessage(items: readonly ResponseItem[]): string | undefined {
  const message = items.findLast((item) => item.type === "message" && item.role === "assistant");
  if (message?.type !== "message") return undefined;
  const text = message.content.findLast((part) => part.type === "output_text");
  return text?.type === "output_text" ? text.text : undefined;
}
