import type { ResponseItem, ToolOutput } from "@codex/protocol";
import { hideAddressLogins } from "../exec/output/hide-address-logins.js";
import { outputText } from "../model/output-text.js";
import type { Turn } from "../session/turn.js";
import type { Concurrency } from "./call-queue.js";
import { findTool } from "./registry.js";
import { runHookedCall } from "./run-hooked-call.js";
import type { CallableTool, PreparedCall } from "./tool.js";
import { answerCall, readToolCall, type ToolCall, type ToolCallItem } from "./tool-call.js";

/** A call of the model that is ready to run. */
export interface ReadyCall {
  readonly item: ToolCallItem;
  readonly concurrency: Concurrency;
  /** It changes no file. True also if there is no such tool. */
  readonly leavesFilesAlone: boolean;
  /** It runs only at the end of the model's answer. */
  readonly runsLast: boolean;
  /**
   * Returns the items that answer the call, in order. A failing tool is also an answer to the model; this throws only if the turn was
   * interrupted.
   */
  readonly run: () => Promise<ResponseItem[]>;
}

/** Finds the tool of a model's call, and parses the arguments. */
export async function readyCall(turn: Turn, item: ToolCallItem): Promise<ReadyCall> {
  const call = readToolCall(item);
  const tool = await findCallable(turn, call);
  if (typeof tool === "string") return failedCall(turn, item, tool);
  const prepared = await tool.prepare(call.arguments);
  if (!prepared.ok) return failedCall(turn, item, prepared.message);
  const { leavesFilesAlone = false, runsLast = false } = tool;
  const callee = { tool, call: prepared.call, callId: call.callId };
  const concurrency = prepared.call.runsInParallel === true ? "parallel" : "exclusive";
  return { item, concurrency, leavesFilesAlone, runsLast, run: () => run(turn, item, callee) };
}

const failedCall = (turn: Turn, item: ToolCallItem, message: string): ReadyCall => ({
  item,
  concurrency: "exclusive",
  leavesFilesAlone: true,
  runsLast: false,
  run: async () => {
    reportFailure(turn, item, message);
    return [answerCall(item, message)];
  },
});

interface Callee {
  readonly tool: CallableTool;
  readonly call: PreparedCall;
  readonly callId: string;
}

async function run(turn: Turn, item: ToolCallItem, { tool, call, callId }: Callee): Promise<ResponseItem[]> {
  const { context, running } = turn;
  running.throwIfInterrupted();
  const toolContext = { callId, cwd: context.cwd, modelFamily: context.modelFamily, running };
  const { contexts, output, failed } = await runHookedCall(turn, { tool, call, context: toolContext });
  if (failed === true) reportFailure(turn, item, output);
  return [...contexts, answerCall(item, withoutLogins(output))];
}

function reportFailure({ running }: Turn, item: ToolCallItem, output: ToolOutput): void {
  const { callId, name } = readToolCall(item);
  running.callFailed(callId, `${name}: ${hideAddressLogins(outputText(output))}`);
}

/** Credentials in URLs printed by pages, servers or commands must not reach the model, its provider or the session's file. */
function withoutLogins(output: ToolOutput): ToolOutput {
  if (typeof output === "string") return hideAddressLogins(output);
  return output.map((part) => (part.type === "input_text" ? { ...part, text: hideAddressLogins(part.text) } : part));
}

/** Finds the tool for a call; a string says why there is none. A missing MCP tool may belong to a server that is restarting. */
async function findCallable(turn: Turn, call: ToolCall): Promise<CallableTool | string> {
  if (findTool(turn, call) === undefined) await turn.session.services.mcp.settledSoon(turn.running.signal);
  const tool = findTool(turn, call);
  if (turn.aside !== undefined && tool?.isForAsides !== true) return "this tool is not available here";
  if (call.isText === true && tool?.takesText !== true) return `unsupported custom tool call: ${call.name}`;
  if (tool !== undefined) return tool;
  return `unsupported call: ${call.namespace === undefined ? "" : `${call.namespace}.`}${call.name}`;
}
