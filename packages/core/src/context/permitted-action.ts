import type { ResponseItem } from "@codex/protocol";
import { developerMessage } from "../model/messages.js";

/** Tells the model that the user has allowed an action that an automatic reviewer denied. */
export function permittedItem(action: object): ResponseItem {
  const text = `The user now permits this action, which was denied before: ${JSON.stringify(action)}. You may request it again, without any change.`;
  return developerMessage(text);
}
