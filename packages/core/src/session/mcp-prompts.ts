import type { McpConnectionManager, Prompt } from "@codex/mcp-client";

/** A prompt of an MCP server, and the command that invokes it: `/mcp__SERVER__PROMPT`, followed by arguments. */
export interface McpPrompt {
  readonly command: string;
  readonly server: string;
  readonly prompt: Prompt;
}

/** The prompts of all servers. A server that does not answer contributes none. */
export async function mcpPrompts(
  mcp: McpConnectionManager | undefined,
  signal: AbortSignal,
): Promise<readonly McpPrompt[]> {
  const servers = mcp?.serversWith("prompts") ?? [];
  const listed = await Promise.all(
    servers.map(async (server) => {
      const prompts = (await mcp?.listPrompts(server, signal).catch(() => [])) ?? [];
      return prompts.map((prompt) => ({ command: `/mcp__${server}__${prompt.name}`, server, prompt }));
    }),
  );
  return listed.flat();
}
