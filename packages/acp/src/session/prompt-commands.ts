import type { Thread } from "@codex/core";
import type { AvailableCommand } from "../wire/session-update.js";

/** Servers that have not listed their prompts by then are treated as having none. */
const LISTING_LIMIT_MS = 5_000;

/** The prompts of the thread's MCP servers, as commands. The engine recognizes messages that begin with one. */
export async function promptCommands(thread: Thread): Promise<AvailableCommand[]> {
  const prompts = await thread.mcpPrompts(AbortSignal.timeout(LISTING_LIMIT_MS)).catch(() => []);
  return prompts.map(({ command, server, prompt }) => {
    const words = (prompt.arguments ?? []).map(({ name }) => name);
    return {
      name: command.slice(1),
      description: prompt.description ?? `The prompt ${prompt.name} of the MCP server ${server}`,
      ...(words.length > 0 && { input: { hint: words.join(" ") } }),
    };
  });
}
