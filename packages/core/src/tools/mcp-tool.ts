import type { McpConnectionManager } from "@codex/mcp-client";
import type { CallToolOutcome } from "@codex/protocol";
import * as z from "zod/mini";
import { headAndTail } from "../exec/head-and-tail.js";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import { approveMcpCall } from "./approve-mcp-call.js";
import { mcpResultForModel } from "./mcp-result-for-model.js";
import type { ToolAnswer } from "./tool-answer.js";

/** A tool of an external MCP server: the server's name in the configuration, the tool's own name. */
export interface McpToolName {
  readonly server: string;
  readonly tool: string;
}

const REJECTED = "MCP tool call rejected by user";

/** Calls a tool of an external MCP server; its result or failure is the answer to the model. */
export async function runMcpTool(
  { turn, callId, arguments: text }: ToolInvocation,
  mcp: McpConnectionManager,
  name: McpToolName,
): Promise<ToolAnswer> {
  const { session, context, running } = turn;
  const args = parseJsonObject(text);
  if (!args.ok) return { output: `err: ${args.message}` };
  const { annotations } = mcp.toolOf(name) ?? {};
  const mayRun = await approveMcpCall({ turn, callId, name, arguments: args.value, annotations });
  using item = running.item("mcp-call", { callId, ...name, arguments: args.value });
  if (!mayRun) {
    item.end({ status: "declined", error: REJECTED });
    return { output: REJECTED };
  }
  const startedAt = performance.now();
  const outcome = await outcomeOf(mcp.callTool(name, args.value, { signal: running.signal }));
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

type JsonObject = { ok: true; value: Record<string, unknown> | undefined } | { ok: false; message: string };

/** No text at all means no arguments. */
function parseJsonObject(text: string): JsonObject {
  if (text.trim() === "") return { ok: true, value: undefined };
  const parsed = parseArguments(text, z.record(z.string(), z.unknown()));
  return parsed.ok ? parsed : { ok: false, message: parsed.message };
}
