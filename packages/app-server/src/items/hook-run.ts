import type { HookEventName, HookRunStatus, HookRunSummary } from "@codex/app-server-protocol/hooks";
import { hasEnded, type ItemOf } from "@codex/core";

/** A run of a user's hook, as in `hook/started` and `hook/completed`. */
export function hookRun(hook: ItemOf<"hook">): HookRunSummary {
  return {
    id: hook.runId,
    eventName: hookEventName(hook.event),
    executionMode: "sync",
    handlerType: "command",
    scope: hook.event === "session-start" ? "thread" : "turn",
    source: hook.source,
    sourcePath: hook.sourcePath,
    displayOrder: hook.displayOrder,
    startedAt: hook.startedAt,
    completedAt: hook.endedAt ?? null,
    durationMs: hook.durationMs === undefined ? null : Math.round(hook.durationMs),
    status: statusOf(hook),
    statusMessage: hook.statusMessage ?? null,
    entries: hook.entries.map(({ type, text }) => ({ kind: type, text })),
  };
}

/** Converts `pre-tool-use`, or `PreToolUse` as in files, to `preToolUse`. */
export function hookEventName(event: string): HookEventName {
  const joined = event.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

function statusOf(hook: ItemOf<"hook">): HookRunStatus {
  if (!hasEnded(hook)) return "running";
  if (hook.decision !== undefined) return hook.decision;
  return hook.status === "completed" ? "completed" : "failed";
}
