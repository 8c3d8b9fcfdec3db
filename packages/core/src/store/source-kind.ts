import type { SessionSource } from "../rollout/session-meta.js";
import type { SourceKind } from "./thread-store.js";

/** The kind of program that started a thread. Files from before sources were recorded count as an editor's, as in the reference. */
export function sourceKindOf(source: SessionSource | undefined): SourceKind {
  if (source === undefined) return "vscode";
  return typeof source === "object" ? subAgentKind(source["subagent"] ?? source["subAgent"]) : programOf(source);
}

/** The program that started a thread, from the file's word for it. */
export function programOf(source: string): "cli" | "vscode" | "exec" | "appServer" | "unknown" {
  switch (source) {
    case "cli":
    case "vscode":
    case "exec":
      return source;
    case "mcp":
    case "appServer":
    case "app_server":
      return "appServer";
    default:
      return "unknown";
  }
}

/** Whether a thread with that source is of one of the kinds; `subAgent` means every subagent, whatever it does. */
export function isOfKind(source: SessionSource | undefined, kinds: readonly SourceKind[]): boolean {
  const kind = sourceKindOf(source);
  return kinds.includes(kind) || (kind.startsWith("subAgent") && kinds.includes("subAgent"));
}

function subAgentKind(subAgent: unknown): SourceKind {
  if (subAgent === undefined) return "unknown";
  if (subAgent === "review") return "subAgentReview";
  if (subAgent === "compact") return "subAgentCompact";
  const isSpawned = typeof subAgent === "object" && subAgent !== null && "thread_spawn" in subAgent;
  return isSpawned ? "subAgentThreadSpawn" : "subAgentOther";
}
