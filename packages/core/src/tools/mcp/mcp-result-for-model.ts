import type { ContentItem, ToolOutput } from "@codex/protocol";
import { headAndTail } from "../../exec/output/head-and-tail.js";
import { MAX_IMAGE_CHARACTERS } from "../../history/image-content.js";
import { sentImageUrl } from "../../history/image-type.js";
import { isDeeplyNested } from "../../is-deeply-nested.js";
import type { McpResult } from "../../items/call-items.js";

export interface ResultOptions {
  /** Whether the model accepts images. */
  readonly seesImages: boolean;
  /** Whether texts are sent as plain text, as models in a catalogue expect, instead of JSON. */
  readonly usesPlainText: boolean;
  /** Saves a text that is too long and returns the path of its file. */
  readonly save: (text: string) => Promise<string | undefined>;
  /** The limit for the text. Default: that of all tools. */
  readonly maxBytes?: number | undefined;
}

/** Converts an MCP server's result for the model: texts within the budget of command output, images as images. */
export async function mcpResultForModel(result: McpResult, options: ResultOptions): Promise<ToolOutput> {
  const pictures = options.seesImages ? result.content.flatMap(pictureOf) : [];
  const shown = new Set<Block>(pictures.map(({ block }) => block));
  const rest = { ...result, content: result.content.filter((block) => !shown.has(block)) };
  const text = await textForModel(rest, options);
  if (pictures.length === 0) return text;
  const images = pictures.map(({ image_url }): ContentItem => ({ type: "input_image", image_url }));
  const isSilent = rest.content.length === 0 && rest.structuredContent == null;
  return isSilent ? images : [{ type: "input_text", text }, ...images];
}

type Block = McpResult["content"][number];

function pictureOf(block: Block): { readonly block: Block; readonly image_url: string }[] {
  if (block.type !== "image" || block.data.length > MAX_IMAGE_CHARACTERS) return [];
  const url = sentImageUrl(block.data, block.mimeType);
  return url === undefined ? [] : [{ block, image_url: url }];
}

/**
 * Content blocks and structured content as text, as JSON unless plain text is enough. Text that is too long is plain and loses its middle.
 */
async function textForModel(
  { content, structuredContent }: McpResult,
  { save, maxBytes, usesPlainText }: ResultOptions,
): Promise<string> {
  const blocks = content.map(withoutBytes);
  const plain = asPlainText(blocks, structuredContent);
  const whole = usesPlainText && structuredContent == null ? plain : asJson(blocks, structuredContent);
  if (headAndTail(whole, { maxBytes }) === whole) return whole;
  const file = await save(plain);
  return headAndTail(plain, { maxBytes, note: file === undefined ? undefined : `the whole result is in ${file}` });
}

/**
 * The structured content alone if the text repeats it, as servers do for older clients. Differs from codex-rs, which drops any text beside
 * structured content.
 */
function asJson(blocks: readonly Block[], structuredContent: unknown): string {
  if (structuredContent == null) return JSON.stringify(blocks.map(withSortedKeys));
  if (blocks.every((block) => repeats(block, structuredContent))) return JSON.stringify(structuredContent);
  return JSON.stringify({ content: blocks.map(withSortedKeys), structuredContent });
}

function asPlainText(blocks: readonly Block[], structuredContent: unknown): string {
  const structured =
    structuredContent == null || blocks.some((block) => repeats(block, structuredContent))
      ? []
      : [JSON.stringify(structuredContent, null, isDeeplyNested(structuredContent) ? 0 : 2)];
  return [...blocks.map((block) => (block.type === "text" ? block.text : JSON.stringify(block))), ...structured].join(
    "\n",
  );
}

function repeats(block: Block, structuredContent: unknown): boolean {
  if (block.type !== "text") return false;
  try {
    return JSON.stringify(JSON.parse(block.text)) === JSON.stringify(structuredContent);
  } catch {
    return false;
  }
}

/** Parity: codex-rs/core/src/codex.rs writes content blocks with their keys in alphabetical order. */
function withSortedKeys(block: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(block).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Base64 is useless to a model. */
function withoutBytes(block: Block): Block {
  switch (block.type) {
    case "image":
    case "audio":
      return { type: "text", text: leftOut(block.mimeType, block.data) };
    case "resource": {
      const { resource } = block;
      if (!("blob" in resource)) return block;
      return { type: "text", text: `${resource.uri}: ${leftOut(resource.mimeType ?? "bytes", resource.blob)}` };
    }
    default:
      return block;
  }
}

const leftOut = (mime: string, base64: string): string =>
  `[${mime} of ${Math.floor((base64.length * 3) / 4)} bytes, which cannot be shown]`;
