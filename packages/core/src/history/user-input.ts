import { stat } from "node:fs/promises";
import path from "node:path";
import type { ContentItem, ResponseItem } from "@codex/protocol";
import { readSmallBytes } from "../files/read-small-file.js";
import type { UserInput } from "../items/user-input.js";

const IMAGE_TYPES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".bmp": "image/bmp",
  ".svg": "image/svg+xml",
  ".avif": "image/avif",
};
/** Larger files are not sent: every request of the conversation would carry them. */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** The user message for the model; images in files are read and become data URLs. */
export async function userInputToResponseItem(items: readonly UserInput[]): Promise<ResponseItem> {
  const content = (await Promise.all(items.map(contentOf))).flat();
  return { type: "message", role: "user", content };
}

async function contentOf(item: UserInput): Promise<ContentItem[]> {
  switch (item.type) {
    case "text":
      return [{ type: "input_text", text: item.text }];
    case "image":
      return [{ type: "input_image", image_url: item.url }];
    case "local-image":
      return [await readImage(item.path)];
    case "skill":
    case "mention":
      // The words around them say what is meant; what they name is told beside the message.
      return [];
    default:
      item satisfies never;
      throw new TypeError("unknown kind of input");
  }
}

// Differs from codex-rs: an image that cannot be read is told to the model, instead of silently left out.
async function readImage(file: string): Promise<ContentItem> {
  try {
    const { size } = await stat(file);
    if (size > MAX_IMAGE_BYTES) return unreadable(file, `it has more than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB`);
    const bytes = await readSmallBytes(file, MAX_IMAGE_BYTES);
    if (bytes === undefined) return unreadable(file, "it is no plain file, or may not be read");
    const mime = IMAGE_TYPES[path.extname(file).toLowerCase()] ?? "application/octet-stream";
    return { type: "input_image", image_url: `data:${mime};base64,${bytes.toString("base64")}` };
  } catch (error) {
    return unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(file: string, reason: string): ContentItem {
  return { type: "input_text", text: `[The image ${path.basename(file)} could not be attached: ${reason}]` };
}
