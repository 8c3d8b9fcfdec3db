import { type CallToolResult, CallToolResultSchema, type ContentBlock, ContentBlockSchema } from "@codex/mcp-types";
import { isObject } from "./json-object.js";

/**
 * Reads the result of a call. Content blocks that are unknown or invalid become text, without affecting the others. `undefined`: this is
 * not a result.
 */
export function readToolResult(raw: unknown): CallToolResult | undefined {
  if (!isObject(raw)) return undefined;
  const { content, structuredContent, isError, _meta } = raw;
  // One deviation is tolerated, two mean that this is not a result.
  const isOdd = content != null && !Array.isArray(content);
  const blocks = isOdd && isError != null && typeof isError !== "boolean" ? undefined : contentBlocks(content);
  if (blocks === undefined) return undefined;
  const unstructured = isObject(structuredContent) ? [] : [structuredContent, raw["toolResult"]];
  const result = {
    content: [...blocks, ...unstructured.filter((value) => value != null).map(asText)],
    ...(isObject(structuredContent) ? { structuredContent } : {}),
    ...(isError == null ? {} : { isError: Boolean(isError) }),
    ...(isObject(_meta) ? { _meta } : {}),
  };
  return CallToolResultSchema.safeParse(result).data;
}

/** A result with only structured content has no `content`. */
function contentBlocks(content: unknown): ContentBlock[] | undefined {
  if (content == null) return [];
  const blocks = Array.isArray(content)
    ? content
    : typeof content === "string" || isObject(content)
      ? [content]
      : undefined;
  return blocks?.map((block) => ContentBlockSchema.safeParse(block).data ?? withoutExtras(block) ?? asText(block));
}

/** Accepts a block whose own fields are valid: others, such as `annotations`, matter only to clients that show them. */
function withoutExtras(block: unknown): ContentBlock | undefined {
  if (!isObject(block)) return undefined;
  const { annotations: _annotations, _meta, ...fields } = block;
  return ContentBlockSchema.safeParse(fields).data;
}

function asText(value: unknown): ContentBlock {
  return { type: "text", text: typeof value === "string" ? value : (JSON.stringify(value) ?? "") };
}
