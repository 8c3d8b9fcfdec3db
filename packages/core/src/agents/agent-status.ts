import type { TurnInfo } from "../items/turn.js";

/** How far a helper has come with what it was last asked for. */
export type AgentStatus =
  /** It is there, and has nothing to do yet. */
  | { readonly type: "starting" }
  | { readonly type: "running" }
  /** `message` is what it said last. */
  | { readonly type: "completed"; readonly message: string | undefined }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "interrupted" }
  | { readonly type: "closed" }
  | { readonly type: "not-found" };

/** Whether it does nothing until somebody asks it for more. */
export function isAtRest({ type }: AgentStatus): boolean {
  return type !== "starting" && type !== "running";
}

/** What a turn leaves behind. `reason`: why somebody other than the user stopped it. */
export function statusAfter(
  { status, finalMessage, error }: Pick<TurnInfo, "status" | "finalMessage" | "error">,
  reason?: string | undefined,
): AgentStatus {
  if (status === "completed") return { type: "completed", message: finalMessage };
  if (status === "failed") return { type: "failed", message: error?.message ?? "it failed" };
  return reason === undefined ? { type: "interrupted" } : { type: "failed", message: reason };
}

/** The status as the model is told it, in codex's own words. */
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
