import type { ResponseItem } from "@codex/protocol";

/** The transcript that goes to the model, oldest item first. */
export class ConversationHistory {
  #items: ResponseItem[] = [];
  /** The developer messages among them, kept separately: they are few, while the items are many. */
  #developerMessages: ResponseItem[] = [];
  /** Items that were withdrawn before they were added. */
  readonly #withdrawn = new WeakSet<ResponseItem>();

  get items(): readonly ResponseItem[] {
    return this.#items;
  }

  /** The developer messages, in order. */
  get developerMessages(): readonly ResponseItem[] {
    return this.#developerMessages;
  }

  /** Adds items; system messages and unknown kinds are skipped, as they are not part of a transcript. */
  add(items: readonly ResponseItem[]): void {
    const added = items.filter((item) => belongsInTranscript(item) && !this.#withdrawn.delete(item));
    for (const item of added) this.#items.push(item);
    for (const item of added) if (isDeveloperMessage(item)) this.#developerMessages.push(item);
  }

  /** Removes items that could not be saved. Items that have not been added yet will be skipped. */
  withdraw(items: readonly ResponseItem[]): void {
    for (const item of items) {
      const at = this.#items.lastIndexOf(item);
      if (at === -1) this.#withdrawn.add(item);
      else this.replace(this.#items.toSpliced(at, 1));
    }
  }

  replace(items: readonly ResponseItem[]): void {
    this.#items = items.filter(belongsInTranscript);
    this.#developerMessages = this.#items.filter(isDeveloperMessage);
  }
}

function isDeveloperMessage(item: ResponseItem): boolean {
  return item.type === "message" && item.role === "developer";
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
    case "web_search_call":
    case "image_generation_call":
      return true;
    case "other":
      return false;
    default:
      item satisfies never;
      return false;
  }
}

/**
 * The items in the form that a model's server accepts, which rejects a call without an output and an output without a call. A call without
 * an output (after an interrupt, or a crash) gets the output "aborted" right after it; an output without a call is left out. Ids may
 * repeat: an output belongs to the last call with its id that has no output yet.
 */
// Differs from codex-rs, which puts the missing outputs first and sends outputs without calls.
export function withPairedCalls(items: readonly ResponseItem[]): readonly ResponseItem[] {
  const { stray, missing } = pairCalls(items, "aborted");
  // The usual case, and there may be very many items.
  if (stray.size === 0 && missing.size === 0) return items;
  return items.flatMap((item, at) => {
    const output = missing.get(at);
    if (output !== undefined) return [item, output];
    return stray.has(at) ? [] : [item];
  });
}

/** The items without the calls that have no output, and without outputs that have no call. */
export function answeredItems(items: readonly ResponseItem[]): readonly ResponseItem[] {
  const { stray, missing } = pairCalls(items, "");
  return items.filter((_, at) => !stray.has(at) && !missing.has(at));
}

/** Outputs for the calls that have none, in the order of the calls. Without a text there are none. */
export function unansweredOutputs(items: readonly ResponseItem[], text: string | undefined): ResponseItem[] {
  if (text === undefined) return [];
  const { missing } = pairCalls(items, text);
  return [...missing].toSorted(([one], [other]) => one - other).map(([, output]) => output);
}

/** The indexes of outputs without a call, and the missing outputs by the index of their call. */
function pairCalls(items: readonly ResponseItem[], text: string) {
  const open = new Map<string, { readonly at: number; readonly output: ResponseItem }>();
  const missing = new Map<number, ResponseItem>();
  const stray = new Set<number>();
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined || item.type === "message" || item.type === "reasoning") continue;
    if (item.type === "function_call_output" || item.type === "custom_tool_call_output") {
      if (!open.delete(item.call_id)) stray.add(at);
      continue;
    }
    const output = outputFor(item, text);
    if (output === undefined) continue;
    const unanswered = open.get(output.call_id);
    if (unanswered !== undefined) missing.set(unanswered.at, unanswered.output);
    open.set(output.call_id, { at, output });
  }
  for (const { at, output } of open.values()) missing.set(at, output);
  return { stray, missing };
}

function outputFor(item: ResponseItem, output: string) {
  switch (item.type) {
    case "function_call":
      return { type: "function_call_output" as const, call_id: item.call_id, output };
    case "custom_tool_call":
      return { type: "custom_tool_call_output" as const, call_id: item.call_id, output };
    case "local_shell_call": {
      const callId = item.call_id ?? item.id;
      if (callId === undefined) return undefined;
      return { type: "function_call_output" as const, call_id: callId, output };
    }
    default:
      return undefined;
  }
}
