import type { ResponseItem, ToolOutput } from "@codex/protocol";
import { hideAddressLogins } from "../exec/hide-address-logins.js";
import type { Turn } from "../session/turn.js";
import { findTool } from "./registry.js";
import { runHookedCall } from "./run-hooked-call.js";
import type { CallableTool } from "./tool.js";
import { answerCall, readToolCall, type ToolCall, type ToolCallItem } from "./tool-call.js";

/**
 * Runs a call of the model; gives the items that answer it, in order. Whatever a tool does wrong is an answer to the model; this
 * throws only when the turn was interrupted.
 */
export async function runToolCall(turn: Turn, item: ToolCallItem): Promise<ResponseItem[]> {
  const call = readToolCall(item);
  const found = findCallable(turn, call);
  if (typeof found === "string") return [answerCall(item, found)];
  const prepared = await found.prepare(call.arguments);
  if (!prepared.ok) return [answerCall(item, prepared.message)];
  const { context, running } = turn;
  const toolContext = { callId: call.callId, cwd: context.cwd, modelFamily: context.modelFamily, running };
  const { contexts, output } = await runHookedCall(turn, { tool: found, call: prepared.call, context: toolContext });
  return [...contexts, answerCall(item, withoutLogins(output))];
}

/** The model, its provider and the session's file get no token that a page, a server or a command showed in an address. */
function withoutLogins(output: ToolOutput): ToolOutput {
  if (typeof output === "string") return hideAddressLogins(output);
  return output.map((part) => (part.type === "input_text" ? { ...part, text: hideAddressLogins(part.text) } : part));
}

/** Whether a call may change files; what is no tool changes none. */
export function mayChangeFiles(turn: Turn, item: ToolCallItem): boolean {
  const found = findCallable(turn, readToolCall(item));
  return typeof found !== "string" && found.leavesFilesAlone !== true;
}

/** Whether a call waits for the end of the answer that it is part of. */
export function runsLast(turn: Turn, item: ToolCallItem): boolean {
  const found = findCallable(turn, readToolCall(item));
  return typeof found !== "string" && found.runsLast === true;
}

/** The tool that a call may use; a text says why there is none. */
function findCallable(turn: Turn, call: ToolCall): CallableTool | string {
  const tool = findTool(turn, call);
  if (turn.aside !== undefined && tool?.isForAsides !== true) return "this tool is not available here";
  if (call.isText === true && tool?.takesText !== true) return `unsupported custom tool call: ${call.name}`;
  if (tool !== undefined) return tool;
  return `unsupported call: ${call.namespace === undefined ? "" : `${call.namespace}.`}${call.name}`;
}
