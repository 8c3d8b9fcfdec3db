import type { McpConnectionManager, Prompt, PromptMessage } from "@codex/mcp-client";
import type { ContentItem, ResponseItem } from "@codex/protocol";
import { errorMessage } from "../error.js";
import { sentImageUrl } from "../history/image-type.js";
import type { UserInput } from "../items/user-input.js";
import { userMessage } from "../model/messages.js";
import { type McpPrompt, mcpPrompts } from "../session/mcp-prompts.js";
import type { Turn } from "../session/turn.js";

/**
 * The items for a user message that begins with an MCP prompt: the prompt's messages, with the words after its name as arguments. Returns
 * none for any other message, including one with an unknown prompt name, which is sent as it is.
 */
export async function mcpPromptItems(turn: Turn, input: readonly UserInput[]): Promise<ResponseItem[]> {
  const { mcp: servers } = turn.session.services;
  const [first] = input;
  if (first?.type !== "text" || !first.text.startsWith("/mcp__")) return [];
  await servers.settledSoon(turn.running.signal);
  const { manager: mcp } = servers;
  if (mcp === undefined) return [];
  const [word, ...words] = first.text.trim().split(/\s+/);
  const called = (await mcpPrompts(mcp, turn.running.signal)).find(({ command }) => command === word);
  return called === undefined ? [] : [await promptItem(turn, mcp, { ...called, words })];
}

interface CalledPrompt extends McpPrompt {
  readonly words: readonly string[];
}

async function promptItem(
  { running }: Turn,
  mcp: McpConnectionManager,
  { server, prompt, words }: CalledPrompt,
): Promise<ResponseItem> {
  const { name } = prompt;
  const head = `<mcp_prompt>\n<server>${server}</server>\n<name>${name}</name>\n`;
  try {
    const messages = await mcp.getPrompt({ server, prompt: name }, argumentsOf(prompt, words), running.signal);
    const parts = messages.flatMap(partOf);
    return userMessage([text(head), ...parts, text("</mcp_prompt>")]);
  } catch (error) {
    running.throwIfInterrupted();
    const reason = errorMessage(error);
    running.notice({
      level: "warning",
      code: "mcp-server-failed",
      message: `The prompt ${name} of ${server}: ${reason}`,
    });
    return userMessage([text(`${head}It could not be read: ${reason}\n</mcp_prompt>`)]);
  }
}

/** Assigns `name=value` words by name and the other words in order; the last argument gets the rest of the text. */
function argumentsOf({ arguments: known = [] }: Prompt, words: readonly string[]): Record<string, string> {
  const nameOf = (word: string) => known.find(({ name }) => word.startsWith(`${name}=`))?.name;
  const named = words.flatMap((word) => {
    const name = nameOf(word);
    return name === undefined ? [] : [[name, word.slice(name.length + 1)] as const];
  });
  const given = new Map(named);
  const plain = words.filter((word) => nameOf(word) === undefined);
  const open = known.filter(({ name }) => !given.has(name));
  for (const [index, { name }] of open.entries()) {
    const own = index === open.length - 1 ? plain.slice(index) : plain.slice(index, index + 1);
    if (own.length > 0) given.set(name, own.join(" "));
  }
  return Object.fromEntries(given);
}

function partOf({ role, content }: PromptMessage): ContentItem[] {
  switch (content.type) {
    case "text":
      return [text(role === "user" ? `${content.text}\n` : `Your example reply: ${content.text}\n`)];
    case "image": {
      const url = sentImageUrl(content.data, content.mimeType);
      return [url === undefined ? text("(an image that cannot be shown)\n") : { type: "input_image", image_url: url }];
    }
    case "resource":
      return [text(`${content.resource.uri}:\n${content.resource.text ?? "(not a text)"}\n`)];
    default:
      return content satisfies never;
  }
}

const text = (words: string): ContentItem => ({ type: "input_text", text: words });
