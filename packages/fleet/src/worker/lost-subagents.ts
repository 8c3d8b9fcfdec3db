import type { Item, SubAgent, Thread } from "@codex/core";

type ResponseItem = Parameters<Thread["queueForModel"]>[0][number];

const OVER: ReadonlySet<SubAgent["status"]> = new Set(["completed", "failed", "closed", "not-found"]);

/** Tells the model about subagents that were lost with their machine, and whose results are not in the rollout. */
export function lostSubagentMessages(items: Iterable<Item>): ResponseItem[] {
  const lost = unfinishedSubagents(items);
  return lost.length === 0 ? [] : [message(lost)];
}

function unfinishedSubagents(items: Iterable<Item>): string[] {
  const statuses = new Map<string, SubAgent["status"]>();
  for (const item of items) {
    if (item.kind !== "sub-agent") continue;
    for (const { threadId, path = threadId, status } of item.agents) statuses.set(path, status);
  }
  return [...statuses].flatMap(([name, status]) => (OVER.has(status) ? [] : [name]));
}

function message(names: readonly string[]): ResponseItem {
  const text =
    `<subagents_lost>\nThe machine on which these subagents worked was lost: ${names.join(", ")}. It is unknown how far they came: commands ` +
    "of theirs may have run, in part or whole, and files that they changed since your own last call ended may be as they were before. " +
    "Look at the state of things before you have any of it done again.\n</subagents_lost>";
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}
