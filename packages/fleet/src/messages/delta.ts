import { mayBeLost, type ThreadEventBody } from "@codex/core";

/** Whether the event is sent live and not stored. Sections are, too: they mark where the text before them ends, so the order matters. */
export function isDelta(event: ThreadEventBody): event is Extract<ThreadEventBody, { type: "item-updated" }> {
  return event.type === "item-updated" && (mayBeLost(event) || event.update.type === "section");
}
