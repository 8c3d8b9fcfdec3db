import type { Command, CommandOutput, Item, ItemKind, ItemOf, ItemUpdate, Plan } from "@codex/core";
import { describeReview, hookWarning, joinShellWords } from "@codex/core";
import type { EventMsg } from "@codex/protocol";
import { actionToWire, durationToWire, fileChangesToWire } from "./engine-to-wire.js";

/** The protocol's events for a kind of item. Refused and interrupted items have none. */
interface ItemEvents<Kind extends ItemKind> {
  /** The event when the item starts running: at once, or after its approval. */
  readonly begun?: (item: ItemOf<Kind>) => EventMsg | undefined;
  readonly updated?: (item: ItemOf<Kind>, update: ItemUpdate) => EventMsg | undefined;
  /** The events when the item has completed or failed after running. */
  readonly ended?: (item: ItemOf<Kind>) => readonly EventMsg[];
}

/** One line for each kind: a new kind does not compile until it is here. */
export const itemEvents: { readonly [Kind in ItemKind]: ItemEvents<Kind> } = {
  "user-message": {},
  "agent-message": {
    updated: (_item, update) => textDelta("agent_message_delta", update),
    ended: ({ text, parts = [text] }) => parts.map((message) => ({ type: "agent_message", message })),
  },
  reasoning: {
    updated: reasoningUpdate,
    ended: ({ summary, content }) => [
      ...summary.map((text): EventMsg => ({ type: "agent_reasoning", text })),
      ...content.map((text): EventMsg => ({ type: "agent_reasoning_raw_content", text })),
    ],
  },
  plan: {
    begun: planUpdate,
    updated: (item) => planUpdate(item),
  },
  command: {
    begun: ({ callId: call_id = "", command, cwd, actions }) => ({
      type: "exec_command_begin",
      call_id,
      command: [...command],
      cwd,
      parsed_cmd: actions.map(actionToWire),
    }),
    updated: outputDelta,
    ended: (item) => [commandEnd({ ...item, exitCode: endedByItself(item) ? item.exitCode : -1 })],
  },
  "terminal-input": {
    begun: ({ callId: call_id = "", processId, cwd, input }) => {
      const command = ["write_stdin", processId, input];
      const parsed_cmd = [{ type: "unknown" as const, cmd: joinShellWords(command) }];
      return { type: "exec_command_begin", call_id, command, cwd, parsed_cmd };
    },
    updated: outputDelta,
    ended: (item) => [commandEnd({ ...item, exitCode: item.exitCode ?? (item.failure === undefined ? 0 : -1) })],
  },
  patch: {
    begun: ({ callId: call_id = "", autoApproved: auto_approved, changes }) => ({
      type: "patch_apply_begin",
      call_id,
      auto_approved,
      changes: fileChangesToWire(changes),
    }),
    ended: ({ callId: call_id = "", stdout, stderr, status }) => [
      { type: "patch_apply_end", call_id, stdout, stderr, success: status === "completed" },
    ],
  },
  "mcp-call": {
    begun: (item) => ({ type: "mcp_tool_call_begin", call_id: item.callId ?? "", invocation: invocationOf(item) }),
    ended: (item) => [
      {
        type: "mcp_tool_call_end",
        call_id: item.callId ?? "",
        invocation: invocationOf(item),
        duration: durationToWire(item.durationMs),
        result: item.result === undefined ? { Err: item.error ?? "" } : { Ok: item.result },
      },
    ],
  },
  "custom-call": {},
  "web-search": {
    begun: ({ callId: call_id = "", query = "Searching Web..." }) => ({ type: "web_search_begin", call_id, query }),
  },
  "image-view": {},
  "sub-agent": { ended: (item) => [background(aboutSubagents(item))] },
  "proposed-plan": { ended: ({ text }) => [{ type: "agent_message", message: text }] },
  review: {},
  hook: {
    ended: (item) => {
      const warning = hookWarning(item);
      return warning === undefined ? [] : [background(warning)];
    },
  },
  "hook-prompt": {},
  compaction: {
    begun: ({ trigger }) =>
      trigger === "automatic"
        ? background("The context window is nearly full: compacting the conversation")
        : undefined,
    ended: ({ trigger, status, reason = "" }) => {
      const kept = status === "completed" ? undefined : `The conversation was not compacted: ${reason}`;
      if (trigger === "manual") return [{ type: "agent_message", message: kept ?? "Compact task completed" }];
      return kept === undefined ? [] : [background(kept)];
    },
  },
  "user-questions": {},
  "approval-review": {
    ended: (item) => {
      const said = describeReview(item);
      return said === undefined ? [] : [background(said)];
    },
  },
};

/** Calls the table's line for the item's kind. */
export function eventsOf(item: Item): ItemEvents<ItemKind> {
  // The key and the item have the same kind, but TypeScript cannot follow that through the lookup.
  return itemEvents[item.kind] as ItemEvents<ItemKind>;
}

const background = (message: string): EventMsg => ({ type: "background_event", message });

function textDelta(type: "agent_message_delta" | "agent_reasoning_delta", update: ItemUpdate): EventMsg | undefined {
  return update.type === "text" ? { type, delta: update.delta } : undefined;
}

function reasoningUpdate(_item: Item, update: ItemUpdate): EventMsg | undefined {
  switch (update.type) {
    case "section":
      return { type: "agent_reasoning_section_break" };
    case "raw-text":
      return { type: "agent_reasoning_raw_content_delta", delta: update.delta };
    default:
      return textDelta("agent_reasoning_delta", update);
  }
}

function planUpdate({ explanation, steps }: Plan): EventMsg {
  const plan = steps.map(
    ({ step, status }) => ({ step, status: status === "in-progress" ? "in_progress" : status }) as const,
  );
  return { type: "plan_update", explanation, plan };
}

function outputDelta({ callId: call_id = "" }: { readonly callId?: string | undefined }, update: ItemUpdate) {
  if (update.type !== "output") return undefined;
  const { stream, bytes } = update;
  return { type: "exec_command_output_delta" as const, call_id, stream, chunk: numbersOf(bytes) };
}

/** The same as `Array.from`, ten times faster. */
function numbersOf(bytes: Uint8Array): number[] {
  const numbers = new Array<number>(bytes.length);
  for (let index = 0; index < bytes.length; index++) numbers[index] = bytes[index] ?? 0;
  return numbers;
}

interface Ended extends Pick<Command, "callId" | "exitCode" | "durationMs"> {
  readonly output: CommandOutput;
}

/** Parity: codex-rs/core/src/codex.rs reports -1 for a command that failed in the sandbox or was killed. */
const endedByItself = ({ status }: Command): boolean => status !== "failed";

/** A command that continues in a terminal has not failed. */
function commandEnd({ callId: call_id = "", output, exitCode: exit_code = 0, durationMs }: Ended): EventMsg {
  const { stdout, stderr, aggregated: aggregated_output, formatted: formatted_output } = output;
  const duration = durationToWire(durationMs);
  return {
    type: "exec_command_end",
    call_id,
    stdout,
    stderr,
    aggregated_output,
    exit_code,
    duration,
    formatted_output,
  };
}

function invocationOf({ server, tool, arguments: args }: ItemOf<"mcp-call">) {
  return { server, tool, arguments: args };
}

/** The August 2025 protocol has no subagents, so their calls are described as text. */
function aboutSubagents({ action, agents, prompt, error, status }: ItemOf<"sub-agent">): string {
  const names = agents.map(({ nickname, threadId, status: state }) => `${nickname ?? threadId} (${state ?? "asked"})`);
  const failure = status === "completed" ? "" : `: ${error ?? "not done"}`;
  return [`Subagents: ${action}`, ...names, ...(prompt === undefined ? [] : [prompt])].join(" ") + failure;
}
