import { randomUUID } from "node:crypto";
import { isJsonObject } from "../../json.js";

/**
 * Converts a gateway's finished item to the schema if only its form differs: arguments as an object, content as a string, a missing
 * id. A refusal becomes message text. Leaves everything else unchanged.
 */
export function repairResponseItem(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const { type, content, arguments: args, call_id: callId, id } = value;
  switch (type) {
    case "message":
      return { ...value, role: value["role"] ?? "assistant", content: repairContent(content) };
    case "reasoning":
      return { ...value, id: id ?? "", summary: value["summary"] ?? [] };
    case "function_call":
      return { ...value, call_id: repairCallId(callId, id), arguments: args == null ? "" : asText(args) };
    case "custom_tool_call":
      return { ...value, call_id: repairCallId(callId, id), input: asText(value["input"]) };
    default:
      return value;
  }
}

function repairContent(content: unknown): unknown {
  if (typeof content === "string") return [{ type: "output_text", text: content }];
  if (content == null) return [];
  if (!Array.isArray(content)) return content;
  return content.map((part: unknown) => {
    if (!isJsonObject(part)) return part;
    if (part["type"] === "refusal") return { type: "output_text", text: part["refusal"] };
    return part["type"] === "text" ? { ...part, type: "output_text" } : part;
  });
}

function repairCallId(callId: unknown, id: unknown): unknown {
  return [callId, id].find((name) => name != null && name !== "") ?? `call_${randomUUID()}`;
}

function asText(value: unknown): unknown {
  return isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : value;
}
