import type { ContentItem, ResponseItem } from "@codex/protocol";

/** A message to the model in the user's role: the user's own words, or context that Codex adds. */
export const userMessage = (content: string | ContentItem[]): ResponseItem => message("user", content);

/** A message to the model in the role of a developer. */
export const developerMessage = (content: string | ContentItem[]): ResponseItem => message("developer", content);

function message(role: "user" | "developer", content: string | ContentItem[]): ResponseItem {
  return {
    type: "message",
    role,
    content: typeof content === "string" ? [{ type: "input_text", text: content }] : content,
  };
}
