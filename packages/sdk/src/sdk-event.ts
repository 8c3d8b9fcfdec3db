import type { ThreadEvent as ExecEvent } from "@codex/exec/events";
import type { ThreadEvent } from "./events.js";

/**
 * The event as the types of codex-sdk have it. They are narrower than what is on the wire, theirs and ours: a `file_change` begins
 * `in_progress`, and the content of a result may be of a kind that MCP adds later.
 */
export function sdkEvent(event: ExecEvent): ThreadEvent {
  return event as ThreadEvent;
}
