import type { McpConnectionManager } from "@codex/mcp-client";
import type { CallToolOutcome } from "@codex/protocol";
import * as z from "zod/mini";
import { headAndTail } from "../exec/head-and-tail.js";
import { type ParsedArguments, parseArguments } from "../model/parse-arguments.js";
import type { Turn } from "../session/turn.js";
import { approveMcpCall } from "./approve-mcp-call.js";
import { hookTool } from "./hook-tool.js";
import { mcpResultForModel } from "./mcp-result-for-model.js";
import type { GivenArguments, Tool, ToolAnswer } from "./tool.js";

/** A tool of an external MCP server: the server's name in the configuration, the tool's own name. */
export interface McpToolName {
  readonly server: string;
  readonly tool: string;
}

const REJECTED = "MCP tool call rejected by user";

/** A tool of an external MCP server; its result or failure is the answer to the model. */
export function mcpTool(turn: Turn, mcp: McpConnectionManager, name: McpToolName): Tool {
  return {
    names: [],
    // Servers' tools are offered together.
    spec: () => undefined,
    prepare(given) {
      const args = readArguments(given);
      if (!args.ok) return { ok: false, message: `err: ${args.message}` };
      const tool = hookTool(`mcp__${name.server}__${name.tool}`, args.value ?? {});
      return {
        ok: true,
        call: {
          run: ({ callId }) => callMcpTool({ turn, callId, mcp, name, arguments: args.value }),
          describe: async () => ({ tool, withInput: (input) => input }),
        },
      };
    },
  };
}

interface McpCall {
  readonly turn: Turn;
  readonly callId: string;
  readonly mcp: McpConnectionManager;
  readonly name: McpToolName;
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
}

async function callMcpTool({ turn, callId, mcp, name, arguments: args }: McpCall): Promise<ToolAnswer> {
  const { session, context, running } = turn;
  const { annotations } = mcp.toolOf(name) ?? {};
  const mayRun = await approveMcpCall({ turn, callId, name, arguments: args, annotations });
  using item = running.item("mcp-call", { callId, ...name, arguments: args });
  if (!mayRun) {
    item.end({ status: "declined", error: REJECTED });
    return { output: REJECTED };
  }
  const startedAt = performance.now();
  const outcome = await outcomeOf(mcp.callTool(name, args, { signal: running.signal }));
  running.throwIfInterrupted();
  const durationMs = performance.now() - startedAt;
  if ("Err" in outcome) item.end({ status: "failed", error: outcome.Err, durationMs });
  else item.end({ status: outcome.Ok.isError === true ? "failed" : "completed", result: outcome.Ok, durationMs });
  if ("Err" in outcome) return { output: headAndTail(outcome.Err) };
  const output = await mcpResultForModel(outcome.Ok, {
    seesImages: context.modelFamily.seesImages !== false,
    save: (result) => session.results.save(result),
  });
  return { output, response: outcome.Ok };
}

async function outcomeOf(call: ReturnType<McpConnectionManager["callTool"]>): Promise<CallToolOutcome> {
  try {
    return { Ok: await call };
  } catch (error) {
    return { Err: `tool call error: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** No text at all means no arguments. */
function readArguments(given: GivenArguments): ParsedArguments<Readonly<Record<string, unknown>> | undefined> {
  if (typeof given !== "string") return { ok: true, value: given };
  if (given.trim() === "") return { ok: true, value: undefined };
  return parseArguments(given, z.record(z.string(), z.unknown()));
}
