import path from "node:path";
import type { ContentItem, ResponseItem } from "@codex/protocol";
import type { UserInput } from "../items/user-input.js";
import { userMessage } from "../model/messages.js";
import { imageContent } from "./image-content.js";
import { readUserImage } from "./read-image.js";

/** The user message for the model. Images in files become data URLs. */
export async function userInputToResponseItem(items: readonly UserInput[]): Promise<ResponseItem> {
  return userMessage((await Promise.all(items.map(contentOf))).flat());
}

async function contentOf(item: UserInput): Promise<ContentItem[]> {
  switch (item.type) {
    case "text":
      return [{ type: "input_text", text: item.text }];
    case "image":
      return [imageContent(item.url)];
    case "local-image":
      return [await localImage(item.path)];
    case "skill":
    case "mention":
      // The text shows what the user means; the skill's or app's content goes into a separate message.
      return [];
    default:
      item satisfies never;
      throw new TypeError("unknown kind of input");
  }
}

// Differs from codex-rs, which silently leaves out an unreadable image: the model is informed of it.
async function localImage(file: string): Promise<ContentItem> {
  const image = await readUserImage(file);
  return image.ok ? { type: "input_image", image_url: image.url } : unreadable(file, image.reason);
}

function unreadable(file: string, reason: string): ContentItem {
  return { type: "input_text", text: `[The image ${path.basename(file)} could not be attached: ${reason}]` };
}
