import type { ResponseItem, ToolOutput } from "@codex/protocol";
import { FUNCTIONS_NAMESPACE } from "../model/tool-names.js";
import type { GivenArguments } from "./tool.js";

export type ToolCallItem = Extract<ResponseItem, { type: "function_call" | "local_shell_call" | "custom_tool_call" }>;

export function isToolCall(item: ResponseItem): item is ToolCallItem {
  return item.type === "function_call" || item.type === "local_shell_call" || item.type === "custom_tool_call";
}

/** A call of the model, whichever kind of item it came as. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** The group of tools that the name is one of. */
  readonly namespace?: string | undefined;
  /** The arguments are the model's plain text. */
  readonly isText?: boolean;
  readonly arguments: GivenArguments;
}

export function readToolCall(item: ToolCallItem): ToolCall {
  switch (item.type) {
    case "function_call":
      return { callId: item.call_id, name: item.name, namespace: groupOf(item), arguments: item.arguments };
    case "custom_tool_call":
      return { callId: item.call_id, name: item.name, isText: true, arguments: { input: item.input } };
    case "local_shell_call":
      return { callId: localShellCallId(item), name: "local_shell", arguments: item.action };
    default:
      item satisfies never;
      throw new TypeError("not a tool call");
  }
}

/** Removes the default group, to which tools without a group belong in the view of models that only support groups. */
function groupOf({ namespace }: { readonly namespace?: string | undefined }): string | undefined {
  return namespace === FUNCTIONS_NAMESPACE ? undefined : namespace;
}

/** The item that answers a call. */
export function answerCall(item: ToolCallItem, output: ToolOutput): ResponseItem {
  switch (item.type) {
    case "function_call":
      return { type: "function_call_output", call_id: item.call_id, output };
    case "local_shell_call":
      return { type: "function_call_output", call_id: localShellCallId(item), output };
    case "custom_tool_call":
      return { type: "custom_tool_call_output", call_id: item.call_id, output };
    default:
      item satisfies never;
      throw new TypeError("not a tool call");
  }
}

const localShellCallId = ({ call_id, id }: Extract<ToolCallItem, { type: "local_shell_call" }>): string =>
  call_id ?? id ?? "";
