import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";

/** An item as requests to models hold it; undefined for what is none. What is of a later kind is of type `other`. */
export function parseResponseItem(value: unknown): ResponseItem | undefined {
  return ResponseItemSchema.safeParse(value).data;
}
