import type { ThreadEvent as ExecEvent } from "@codex/exec/events";
import type { ThreadEvent } from "./events.js";

/**
 * Gives an event the types of codex-sdk. They are narrower than the wire, both theirs and ours: a `file_change` starts as `in_progress`,
 * and a result may have content of kinds that MCP adds later.
 */
export function sdkEvent(event: ExecEvent): ThreadEvent {
  return event as ThreadEvent;
}
