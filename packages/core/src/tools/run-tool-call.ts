import type { ResponseItem, ToolOutput } from "@codex/protocol";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { Turn } from "../session/turn.js";
import { runApplyPatchCall, runApplyPatchFunction } from "./apply-patch-tool-call.js";
import { isForAsides } from "./aside-tools.js";
import { runExecCommand, runWriteStdin } from "./exec-command-tool.js";
import { runImageTool } from "./image-tool.js";
import { runMcpTool } from "./mcp-tool.js";
import { runPlanTool } from "./plan-tool.js";
import { runCustomTool } from "./run-custom-tool.js";
import { runLocalShellCall, runShellTool } from "./shell-tool.js";
import { asToolAnswer, type ToolAnswer } from "./tool-answer.js";
import { runUserInputTool } from "./user-input-tool.js";

export type ToolCallItem = Extract<ResponseItem, { type: "function_call" | "local_shell_call" | "custom_tool_call" }>;

export function isToolCall(item: ResponseItem): item is ToolCallItem {
  return item.type === "function_call" || item.type === "local_shell_call" || item.type === "custom_tool_call";
}

/** The item that answers a call. */
export function answerCall(call: ToolCallItem, output: ToolOutput): ResponseItem {
  switch (call.type) {
    case "function_call":
      return { type: "function_call_output", call_id: call.call_id, output };
    case "local_shell_call":
      return { type: "function_call_output", call_id: call.call_id ?? call.id ?? "", output };
    case "custom_tool_call":
      return { type: "custom_tool_call_output", call_id: call.call_id, output };
    default:
      call satisfies never;
      throw new TypeError("not a tool call");
  }
}

/** Runs a call. Whatever a tool does wrong is an answer to the model; this throws only when the turn was interrupted. */
export async function runToolCall(turn: Turn, call: ToolCallItem): Promise<ToolAnswer> {
  if (turn.aside !== undefined && !isForAsides(call)) return { output: "this tool is not available here" };
  switch (call.type) {
    case "function_call":
      return asToolAnswer(await runFunction({ turn, callId: call.call_id, arguments: call.arguments }, call));
    case "local_shell_call": {
      const callId = call.call_id ?? call.id ?? "";
      if (callId === "") return { output: "local_shell_call without call_id or id" };
      return { output: await runLocalShellCall(turn, callId, call) };
    }
    case "custom_tool_call":
      if (call.name !== "apply_patch") return { output: `unsupported custom tool call: ${call.name}` };
      return { output: await runApplyPatchCall(turn, call.call_id, call.input) };
    default:
      call satisfies never;
      throw new TypeError("not a tool call");
  }
}

type FunctionAnswer = ToolOutput | ToolAnswer;

async function runFunction(invocation: ToolInvocation, call: CalledFunction): Promise<FunctionAnswer> {
  return call.namespace === undefined ? runNamedFunction(invocation, call.name) : runGroupedFunction(invocation, call);
}

type CalledFunction = Pick<Extract<ToolCallItem, { type: "function_call" }>, "name" | "namespace">;

async function runGroupedFunction(
  invocation: ToolInvocation,
  { name, namespace }: CalledFunction,
): Promise<FunctionAnswer> {
  const { mcp } = invocation.turn.session.services;
  const mcpTool = mcp?.resolve(name, namespace);
  if (mcp !== undefined && mcpTool !== undefined) return runMcpTool(invocation, mcp, mcpTool);
  return `unsupported call: ${namespace}.${name}`;
}

async function runNamedFunction(invocation: ToolInvocation, name: string): Promise<FunctionAnswer> {
  const { session } = invocation.turn;
  switch (name) {
    case "shell":
    case "container.exec":
      return runShellTool(invocation);
    case "exec_command":
      return runExecCommand(invocation);
    case "write_stdin":
      return runWriteStdin(invocation);
    case "update_plan":
      return runPlanTool(invocation);
    case "view_image":
      return runImageTool(invocation);
    case "request_user_input":
      return runUserInputTool(invocation);
    case "apply_patch":
      return runApplyPatchFunction(invocation);
  }
  const custom = session.services.customTools.find((tool) => tool.name === name);
  if (custom !== undefined) return runCustomTool(custom, invocation);
  const { mcp } = session.services;
  const mcpTool = mcp?.resolve(name);
  if (mcp !== undefined && mcpTool !== undefined) return runMcpTool(invocation, mcp, mcpTool);
  return `unsupported call: ${name}`;
}
