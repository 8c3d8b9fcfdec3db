import { fileURLToPath } from "node:url";
import type { UserInput } from "@codex/core";
import type { ContentBlock } from "../wire/content.js";

/** Whether the prompt has no content but white space. */
export function isBlank(prompt: readonly ContentBlock[]): boolean {
  return prompt.every((block) => block.type === "text" && block.text.trim() === "");
}

/** Translates the editor's prompt to engine input. Files are mentioned by name, and embedded content is quoted. */
export function promptInput(prompt: readonly ContentBlock[]): UserInput[] {
  return prompt.flatMap((block): UserInput[] => {
    switch (block.type) {
      case "text":
        return [{ type: "text", text: block.text }];
      case "image":
        return [{ type: "image", url: `data:${block.mimeType};base64,${block.data}` }];
      case "audio":
        return [{ type: "text", text: `(a recording of the type ${block.mimeType}, which cannot be heard here)` }];
      case "resource_link":
        return [{ type: "text", text: linkText(block.uri, block.name) }];
      case "resource":
        return [embedded(block.resource)];
      default:
        return block satisfies never;
    }
  });
}

function linkText(uri: string, name: string): string {
  return `[@${name}](${placeOf(uri) ?? uri})`;
}

/** The editor's buffer may differ from the file, so its text is included. */
function embedded(resource: Extract<ContentBlock, { type: "resource" }>["resource"]): UserInput {
  const where = placeOf(resource.uri) ?? resource.uri;
  if ("text" in resource) {
    return { type: "text", text: `<context ref=${JSON.stringify(where)}>\n${resource.text}\n</context>` };
  }
  const { blob, mimeType } = resource;
  if (mimeType?.startsWith("image/")) return { type: "image", url: `data:${mimeType};base64,${blob}` };
  return { type: "text", text: `(${where}, of the type ${mimeType ?? "unknown"}, came along but cannot be shown)` };
}

/** The path of a `file:` URI, with the lines that its end names: `#L3-5`, `#L3:5` or `#L3-L5`. */
function placeOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri);
    const [, first, last] = /#L(\d+)(?:[:-]L?(\d+))?$/.exec(uri) ?? [];
    if (first === undefined) return path;
    return last === undefined || last === first ? `${path}:${first}` : `${path}:${first}-${last}`;
  } catch {
    return undefined;
  }
}
