import type { AnswerElicitation } from "@codex/mcp-client";
import type { Config } from "../config/config.js";
import { CodexError } from "../error.js";
import type { Notice } from "../items/notice.js";
import type { Answer } from "../items/question.js";
import type { McpServers } from "../session/mcp-servers.js";
import type { TurnRunner } from "../session/turn-runner.js";
import { type ConnectMcpOptions, connectMcpServers } from "./connect-mcp-servers.js";
import type { CreateThreadOptions } from "./create-thread-options.js";
import { startWarning } from "./start-warnings.js";

/** Starts a thread's MCP servers. Waits for all of them, or only for the required ones. */
export async function connectThreadServers(
  { config, platform, version, signal: started, onMcpStartup, startsServersMeanwhile }: CreateThreadOptions,
  { turns, threadId }: { readonly turns: TurnRunner; readonly threadId: string },
): Promise<McpServers> {
  const required = Object.keys(config.mcpServers).filter((name) => config.mcpPolicies[name]?.required === true);
  const options: ConnectMcpOptions = {
    platform,
    version,
    signal: started,
    onStartup: onMcpStartup && ((startup) => onMcpStartup({ ...startup, threadId })),
    answerElicitation: async (elicitation, signal) =>
      elicitationAnswer(await turns.askOfServer(elicitation, signal).catch((): Answer => ({ type: "cancelled" }))),
  };
  const servers = await connectMcpServers(config, options, startsServersMeanwhile === true ? required : undefined);
  await requireServers(config, servers);
  return servers;
}

/** Warnings about servers that failed to start: all, or the named ones. */
export function failedServers({ failures }: McpServers, names?: readonly string[]): Notice[] {
  return failures
    .filter(({ server }) => names?.includes(server) !== false)
    .map(({ server, error }) =>
      startWarning("mcp-server-failed", `MCP client for \`${server}\` failed to start: ${error.message}`),
    );
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
