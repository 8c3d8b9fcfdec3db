import { pathToFileURL } from "node:url";
import type { UserInput } from "@codex/core";
import type { ContentBlock } from "../wire/content.js";

/** A user's message, for an editor that shows it again: all texts as one, then images and mentions. */
export function questionContent(input: readonly UserInput[]): ContentBlock[] {
  const text = input.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  return [...(text === "" ? [] : [{ type: "text", text } as const]), ...input.flatMap(attached)];
}

function attached(part: UserInput): ContentBlock[] {
  switch (part.type) {
    case "image":
      return [pictureOf(part.url)];
    case "local-image":
      return [linkTo(pathToFileURL(part.path).href, part.path)];
    case "mention":
      return [linkTo(part.path.startsWith("/") ? pathToFileURL(part.path).href : part.path, part.name)];
    // The text mentions it already.
    case "skill":
    case "text":
      return [];
    default:
      return part satisfies never;
  }
}

function pictureOf(url: string): ContentBlock {
  const [, mimeType, data] = /^data:([\w.+/-]+);base64,(.*)$/s.exec(url) ?? [];
  return mimeType === undefined || data === undefined ? linkTo(url, "picture") : { type: "image", mimeType, data };
}

const linkTo = (uri: string, name: string): ContentBlock => ({ type: "resource_link", uri, name });
