import type { ResponseItem } from "@codex/protocol";
import type { HookOutcome } from "../hooks/run-hooks.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import { type DescribedCall, describeCall } from "./described-call.js";
import { answerCall, runToolCall, type ToolCallItem } from "./run-tool-call.js";
import type { ToolAnswer } from "./tool-answer.js";

/** Runs a call with the hooks before and after it; gives the items that answer it, in order. */
export async function runHookedCall(turn: Turn, call: ToolCallItem): Promise<ResponseItem[]> {
  const isWatched = turn.session.hooks.has("PreToolUse", "PostToolUse");
  const described = isWatched ? await describeCall(turn, call) : undefined;
  if (described === undefined) return [answerCall(call, (await runToolCall(turn, call)).output)];
  const before = await runTurnHooks(turn, { event: "PreToolUse", ...happened(described) });
  const contexts = hookContextItems(before);
  const refusal = reasonOf(before);
  if (refusal !== undefined) return [...contexts, answerCall(call, blockedText(described, refusal))];
  const changed = before.updatedInput === undefined ? call : described.withInput(before.updatedInput);
  if (changed === undefined) {
    return [...contexts, answerCall(call, blockedText(described, "the input that a hook put in its place is none"))];
  }
  const answer = await runToolCall(turn, changed);
  const ran = changed === call ? described : ((await describeCall(turn, changed)) ?? described);
  const after = await runTurnHooks(turn, {
    event: "PostToolUse",
    ...happened(ran, { tool_response: responseOf(ran, answer) }),
  });
  const output = after.stopped ?? reasonOf(after) ?? answer.output;
  return [...contexts, ...hookContextItems(after), answerCall(call, output)];
}

function happened({ tool, callId }: DescribedCall, more: Readonly<Record<string, unknown>> = {}) {
  const input = { tool_name: tool.name, tool_input: tool.input, tool_use_id: callId, ...more };
  return { names: tool.names, subject: callId, input };
}

function reasonOf({ blocked }: HookOutcome): string | undefined {
  return blocked.length === 0 ? undefined : blocked.map(({ reason }) => reason).join("\n");
}

function blockedText({ tool }: DescribedCall, reason: string): string {
  const { command } = tool.input;
  const what = tool.name === "Bash" && typeof command === "string" ? `Command: ${command}` : `Tool: ${tool.name}`;
  return `Command blocked by PreToolUse hook: ${reason}. ${what}`;
}

/** Of a command its output alone, without what the model is told around it. */
function responseOf({ tool }: DescribedCall, { output, response }: ToolAnswer): unknown {
  if (response !== undefined) return response;
  return tool.name === "Bash" && typeof output === "string" ? outputIn(output) : output;
}

function outputIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "output" in value && typeof value.output === "string")
      return value.output;
  } catch {
    // Not every command is answered with JSON.
  }
  const marker = "Output:\n";
  const start = text.indexOf(marker);
  return start < 0 ? text : text.slice(start + marker.length);
}
