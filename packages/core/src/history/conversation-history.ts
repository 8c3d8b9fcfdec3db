import type { ResponseItem } from "@codex/protocol";

/** The transcript that goes to the model, oldest item first. */
export class ConversationHistory {
  #items: ResponseItem[] = [];

  get items(): readonly ResponseItem[] {
    return this.#items;
  }

  /** Adds items; what is no part of a transcript (system messages, unknown kinds) is passed over. */
  add(items: readonly ResponseItem[]): void {
    for (const item of items) if (belongsInTranscript(item)) this.#items.push(item);
  }

  replace(items: readonly ResponseItem[]): void {
    this.#items = items.filter(belongsInTranscript);
  }
}

function belongsInTranscript(item: ResponseItem): boolean {
  switch (item.type) {
    case "message":
      return item.role !== "system";
    case "reasoning":
    case "local_shell_call":
    case "function_call":
    case "function_call_output":
    case "custom_tool_call":
    case "custom_tool_call_output":
      return true;
    case "other":
      return false;
    default:
      item satisfies never;
      return false;
  }
}

/**
 * The calls in `items` that have no output (an interrupt came between), answered with "aborted": the model's server
 * refuses a call without its output.
 */
export function outputsForDanglingCalls(items: readonly ResponseItem[]): ResponseItem[] {
  const answered = new Set<string>();
  for (const item of items) {
    if (item.type === "function_call_output" || item.type === "custom_tool_call_output") answered.add(item.call_id);
  }
  return items.flatMap((item): ResponseItem[] => {
    const callId = callIdOf(item);
    if (callId === undefined || answered.has(callId)) return [];
    return item.type === "custom_tool_call"
      ? [{ type: "custom_tool_call_output", call_id: callId, output: "aborted" }]
      : [{ type: "function_call_output", call_id: callId, output: "aborted" }];
  });
}

function callIdOf(item: ResponseItem): string | undefined {
  switch (item.type) {
    case "function_call":
    case "custom_tool_call":
      return item.call_id;
    case "local_shell_call":
      return item.call_id ?? item.id;
    default:
      return undefined;
  }
}
