import type { ContentItem, ResponseItem } from "@codex/protocol";

const NOTE = { type: "input_text", text: "[An image was here. This model does not accept images.]" } as const;

/** The same item gives the same object, so that a request repeats the previous one. */
const replacements = new WeakMap<ResponseItem, ResponseItem>();

/** A transcript for a model that accepts no images: the user may have sent them, or tools returned them to another model. */
export function withoutImages(items: readonly ResponseItem[]): readonly ResponseItem[] {
  return items.map((item) => {
    const known = replacements.get(item) ?? withNotes(item);
    if (known !== item) replacements.set(item, known);
    return known;
  });
}

function withNotes(item: ResponseItem): ResponseItem {
  switch (item.type) {
    case "message":
      return hasImage(item.content) ? { ...item, content: noted(item.content) } : item;
    case "function_call_output":
    case "custom_tool_call_output":
      return typeof item.output !== "string" && hasImage(item.output) ? { ...item, output: noted(item.output) } : item;
    default:
      return item;
  }
}

const isImage = ({ type }: ContentItem): boolean => type === "input_image";
const hasImage = (parts: readonly ContentItem[]): boolean => parts.some(isImage);
const noted = (parts: readonly ContentItem[]): ContentItem[] => parts.map((part) => (isImage(part) ? NOTE : part));
