import type { McpConnectionManager } from "@codex/mcp-client";
import type { CallToolOutcome } from "@codex/protocol";
import * as z from "zod/mini";
import type { Config } from "../../config/config.js";
import type { McpToolPolicy } from "../../config/toml/mcp-servers.js";
import { errorMessage } from "../../error.js";
import { headAndTail } from "../../exec/output/head-and-tail.js";
import { hideAddressLoginsIn } from "../../exec/output/hide-address-logins.js";
import type { McpResult } from "../../items/call-items.js";
import { type ParsedArguments, parseArguments } from "../../model/parse-arguments.js";
import type { Turn } from "../../session/turn.js";
import { type CallableTool, failedAnswer, type GivenArguments, type ToolAnswer } from "../tool.js";
import { approveMcpCall, type McpToolName, mcpHookTool } from "./approve-mcp-call.js";
import { mcpResultForModel } from "./mcp-result-for-model.js";

const BYTES_PER_TOKEN = 4;

/** A tool of an external MCP server. Its result or failure is returned to the model. */
export function mcpTool(turn: Turn, mcp: McpConnectionManager, name: McpToolName): CallableTool {
  return {
    async prepare(given) {
      const args = await readArguments(given);
      if (!args.ok) return { ok: false, message: `err: ${args.message}` };
      const tool = mcpHookTool(name, args.value);
      const known = mcp.toolOf(name);
      const { callsInParallel } = toolPolicy(turn.session.config, name);
      return {
        ok: true,
        call: {
          // Unless the server allows parallel calls, only read-only tools run in parallel.
          runsInParallel: callsInParallel || known?.annotations?.readOnlyHint === true,
          run: ({ callId }) =>
            runMcpCall({
              turn,
              callId,
              name,
              arguments: args.value,
              tool: known,
              call: (signal) => mcp.callTool(name, args.value, { signal }),
            }),
          describe: async () => ({ tool, withInput: (input) => input }),
        },
      };
    },
  };
}

/** A call to be answered by an MCP server. */
export interface McpCall {
  readonly turn: Turn;
  readonly callId: string;
  readonly name: McpToolName;
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
  /** What is known about the tool, to decide whether to ask the user. */
  readonly tool: Parameters<typeof approveMcpCall>[1];
  readonly call: (signal: AbortSignal) => Promise<McpResult>;
}

/** Asks for approval if needed, calls the tool, shows the call as an item, and returns the answer for the model. */
export async function runMcpCall({ turn, callId, name, arguments: args, tool, call }: McpCall): Promise<ToolAnswer> {
  const { session, context, running } = turn;
  const policy = toolPolicy(session.config, name);
  const request = { turn, callId, name, arguments: args, mode: policy.approvalMode };
  // The item starts first, so that whoever is asked can see the call.
  using item = running.item("mcp-call", {
    callId,
    ...name,
    readOnlyHint: tool?.annotations?.readOnlyHint,
    arguments: args,
  });
  const verdict = await approveMcpCall(request, tool);
  if (verdict.type === "refused") {
    item.end({ status: "declined", error: verdict.message, durationMs: 0 });
    return failedAnswer(verdict.message);
  }
  const startedAt = performance.now();
  // The item is saved in the session's file, and a long result in a separate file.
  const outcome = hideAddressLoginsIn(await outcomeOf(call(running.signal)));
  running.throwIfInterrupted();
  const durationMs = performance.now() - startedAt;
  if ("Err" in outcome) item.end({ status: "failed", error: outcome.Err, durationMs });
  else item.end({ status: outcome.Ok.isError === true ? "failed" : "completed", result: outcome.Ok, durationMs });
  if ("Err" in outcome) return failedAnswer(headAndTail(outcome.Err));
  const output = await mcpResultForModel(outcome.Ok, {
    seesImages: context.modelFamily.seesImages !== false,
    usesPlainText: context.modelFamily.isInCatalog === true,
    save: (result) => session.results.save(result),
    maxBytes: maxBytesOf(policy.outputTokenLimit ?? context.toolOutputTokens),
  });
  return { output, response: outcome.Ok, failed: outcome.Ok.isError === true };
}

const maxBytesOf = (tokens: number | undefined) => tokens && tokens * BYTES_PER_TOKEN;

interface ToolPolicy extends McpToolPolicy {
  readonly callsInParallel: boolean;
}

function toolPolicy({ mcpPolicies }: Config, { server, tool }: McpToolName): ToolPolicy {
  const policy = Object.hasOwn(mcpPolicies, server) ? mcpPolicies[server] : undefined;
  const own = policy !== undefined && Object.hasOwn(policy.tools, tool) ? policy.tools[tool] : undefined;
  return {
    approvalMode: own?.approvalMode ?? policy?.approvalMode,
    outputTokenLimit: own?.outputTokenLimit,
    callsInParallel: policy?.callsInParallel ?? false,
  };
}

async function outcomeOf(call: Promise<McpResult>): Promise<CallToolOutcome> {
  try {
    return { Ok: await call };
  } catch (error) {
    return { Err: `tool call error: ${errorMessage(error)}` };
  }
}

/** An empty text means no arguments. */
async function readArguments(
  given: GivenArguments,
): Promise<ParsedArguments<Readonly<Record<string, unknown>> | undefined>> {
  if (typeof given !== "string") return { ok: true, value: given };
  if (given.trim() === "") return { ok: true, value: undefined };
  return parseArguments(given, z.record(z.string(), z.unknown()));
}
