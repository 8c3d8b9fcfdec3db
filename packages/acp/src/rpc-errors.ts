import { CodexError } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { storageProblem } from "@codex/thread-host";

/** Editors react to this by showing the ways to log in. */
export const AUTH_REQUIRED = -32000;

/** The request was cancelled. */
export const REQUEST_CANCELLED = -32800;

/** The error to answer a request with. Unexpected errors are returned as they are, and become -32603 without details. */
export function rpcErrorFrom(error: unknown): unknown {
  if (!(error instanceof CodexError)) {
    const problem = storageProblem(error);
    return problem === undefined ? error : new RpcError(ErrorCode.internalError, problem, { cause: error });
  }
  const data = { code: error.code };
  switch (error.code) {
    case "conversation-not-found":
      return new RpcError(ErrorCode.resourceNotFound, error.message, { data, cause: error });
    case "auth-required":
      return new RpcError(AUTH_REQUIRED, error.message, { data, cause: error });
    case "config-invalid":
    case "config-conflict":
    case "config-required":
    case "request-invalid":
    case "cursor-invalid":
    case "thread-in-use":
      return new RpcError(ErrorCode.invalidParams, error.message, { data, cause: error });
    default:
      return new RpcError(ErrorCode.internalError, error.message, { data, cause: error });
  }
}
