import type { ThreadStore, UserInput } from "@codex/core";
import { inputFromWire } from "../items/user-input.js";
import type { QueuedEntry } from "./queue-file.js";

/** Whether the thread has the entry's message: a process that ended before it removed the entry had sent it. */
export async function wasSent(store: ThreadStore, threadId: string, entry: QueuedEntry): Promise<boolean> {
  const { turns } = await store.read(threadId);
  const text = textOf(inputFromWire(entry.input));
  return turns.some(({ items }) =>
    items.some(
      (item) =>
        item.kind === "user-message" && item.clientId === entry.clientUserMessageId && textOf(item.content) === text,
    ),
  );
}

/** Clients choose the ids, and might use one for several messages. */
function textOf(input: readonly UserInput[]): string {
  return input.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}
