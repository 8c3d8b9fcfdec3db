import { type ResponseItem, ResponseItemSchema } from "@codex/protocol";

/** An item in the form that requests to models contain; undefined if it is none. Items of later kinds have the type `other`. */
export function parseResponseItem(value: unknown): ResponseItem | undefined {
  return ResponseItemSchema.safeParse(value).data;
}
