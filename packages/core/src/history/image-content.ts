import type { ContentItem } from "@codex/protocol";
import { acceptedImageUrl } from "./image-type.js";

/** The same limit as for image files: every request of the conversation carries the image. */
export const MAX_IMAGE_CHARACTERS = 28 * 1024 * 1024;

/** An image for the model, or a note in its place: an image that servers do not accept would make them refuse all later requests, too. */
export function imageContent(url: string): ContentItem {
  const image = acceptedImageUrl(url);
  return image.ok ? { type: "input_image", image_url: image.url } : imageNote(image.reason);
}

/** The same for an image that a tool answers with: no server fetches an address that a tool names. */
export function toolImageContent(url: string): ContentItem {
  if (!/^data:/i.test(url)) return imageNote("only data URLs are accepted");
  return url.length > MAX_IMAGE_CHARACTERS ? imageNote("it is too large") : imageContent(url);
}

const imageNote = (reason: string): ContentItem => ({
  type: "input_text",
  text: `[An image could not be attached: ${reason}]`,
});
