import type { TurnInfo } from "../items/turn.js";

/** A subagent's progress on its latest task. */
export type AgentStatus =
  /** It is open but has no task yet. */
  | { readonly type: "starting" }
  | { readonly type: "running" }
  /** `message` is its final message. */
  | { readonly type: "completed"; readonly message: string | undefined }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "interrupted" }
  | { readonly type: "closed" }
  | { readonly type: "not-found" };

/** Whether it has stopped working and waits for more input. */
export function isAtRest({ type }: AgentStatus): boolean {
  return type !== "starting" && type !== "running";
}

/** The status after a turn. `reason`: why it was stopped by anyone other than the user. */
export function statusAfter(
  { status, finalMessage, error }: Pick<TurnInfo, "status" | "finalMessage" | "error">,
  reason?: string | undefined,
): AgentStatus {
  if (status === "completed") return { type: "completed", message: finalMessage };
  if (status === "failed") return { type: "failed", message: error?.message ?? "it failed" };
  return reason === undefined ? { type: "interrupted" } : { type: "failed", message: reason };
}

/** The status in the format of codex, for the model. */
export function statusForModel(status: AgentStatus): unknown {
  switch (status.type) {
    case "starting":
      return "pending_init";
    case "running":
    case "interrupted":
      return status.type;
    case "completed":
      return { completed: status.message ?? null };
    case "failed":
      return { errored: status.message };
    case "closed":
      return "shutdown";
    case "not-found":
      return "not_found";
    default:
      return status satisfies never;
  }
}
