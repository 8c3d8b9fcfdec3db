import type { AnswerElicitation } from "@codex/mcp-client";
import type { Config } from "../config/config.js";
import { CodexError } from "../error.js";
import type { Notice } from "../items/notice.js";
import type { Answer } from "../items/question.js";
import type { McpServers } from "../session/mcp-servers.js";
import type { TurnRunner } from "../session/turn-runner.js";
import { connectMcpServers } from "./connect-mcp-servers.js";
import type { CreateThreadOptions } from "./create-thread-options.js";
import { startWarning } from "./start-warnings.js";

/** Starts a thread's MCP servers. One that fails to start causes a warning, or an error if it is required. */
export async function connectThreadServers(
  { config, platform, version, signal: started, onMcpStartup }: CreateThreadOptions,
  { turns, threadId }: { readonly turns: TurnRunner; readonly threadId: string },
  warnings: Notice[],
): Promise<McpServers> {
  const servers = await connectMcpServers(config, {
    platform,
    version,
    signal: started,
    onStartup: onMcpStartup && ((startup) => onMcpStartup({ ...startup, threadId })),
    answerElicitation: async (elicitation, signal) =>
      elicitationAnswer(await turns.askOfServer(elicitation, signal).catch((): Answer => ({ type: "cancelled" }))),
  });
  await requireServers(config, servers);
  for (const { server, error } of servers.failures)
    warnings.push(startWarning("mcp-server-failed", `MCP client for \`${server}\` failed to start: ${error.message}`));
  return servers;
}

/** @throws CodexError `mcp-server-required` if a required server did not start. */
async function requireServers({ mcpPolicies }: Config, servers: McpServers): Promise<void> {
  const missing = servers.failures.filter(({ server }) => mcpPolicies[server]?.required === true);
  if (missing.length === 0) return;
  await servers[Symbol.asyncDispose]();
  const reasons = missing.map(({ server, error }) => `the MCP server \`${server}\` is required, but ${error.message}`);
  throw new CodexError("mcp-server-required", reasons.join("\n"));
}

function elicitationAnswer(answer: Answer): Awaited<ReturnType<AnswerElicitation>> {
  switch (answer.type) {
    case "accepted":
      return { action: "accept", content: { ...answer.content } };
    case "cancelled":
      return { action: "cancel" };
    default:
      return { action: "decline" };
  }
}
