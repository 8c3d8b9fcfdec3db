import type { TurnInfo } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { AUTH_REQUIRED } from "../rpc-errors.js";
import type { StopReason } from "../wire/agent-requests.js";

/** A failed turn is an error of the request, unless the protocol has a stop reason for it. */
export function stopReasonOf(ended: TurnInfo | undefined): StopReason {
  if (ended === undefined) return "end_turn";
  const { status, error } = ended;
  if (status === "interrupted") return "cancelled";
  if (status !== "failed") return "end_turn";
  if (error?.code === "context-window-exceeded") return "max_tokens";
  const code = error?.code === "auth-required" ? AUTH_REQUIRED : ErrorCode.internalError;
  throw new RpcError(code, error?.message ?? "the turn failed", { data: { code: error?.code } });
}
