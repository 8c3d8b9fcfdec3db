import type { HookEventName, HookRunStatus, HookRunSummary } from "@codex/app-server-protocol/hooks";
import { hasEnded, type ItemOf } from "@codex/core";

/** A program of the user's hooks, as `hook/started` and `hook/completed` tell of it. */
export function hookRun(hook: ItemOf<"hook">): HookRunSummary {
  return {
    id: hook.id,
    eventName: eventName(hook.event),
    executionMode: "sync",
    handlerType: "command",
    scope: "turn",
    source: "unknown",
    sourcePath: "",
    displayOrder: 0,
    startedAt: hook.startedAt,
    completedAt: hook.endedAt ?? null,
    durationMs: hook.durationMs === undefined ? null : Math.round(hook.durationMs),
    status: statusOf(hook),
    statusMessage: null,
    entries: hook.entries.map(({ type, text }) => ({ kind: type, text })),
  };
}

/** `pre-tool-use` is `preToolUse` here. */
function eventName(event: string): HookEventName {
  return event.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function statusOf(hook: ItemOf<"hook">): HookRunStatus {
  if (!hasEnded(hook)) return "running";
  if (hook.blocked === true) return "blocked";
  if (hook.entries.some(({ type }) => type === "stop")) return "stopped";
  return hook.status === "completed" ? "completed" : "failed";
}
