import { CodexError } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { LoginError } from "@codex/login";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { storageProblem } from "@codex/thread-host";

/** The request is invalid. */
export function invalidRequest(
  message: string,
  options: { readonly cause?: unknown; readonly data?: unknown } = {},
): RpcError {
  return new RpcError(ErrorCode.invalidRequest, message, options);
}

/** The method does not apply to what the client named. */
export function methodNotFound(message: string): RpcError {
  return new RpcError(ErrorCode.methodNotFound, message);
}

/** The parameters contradict each other or cannot be parsed. */
export function invalidParams(message: string, data?: unknown): RpcError {
  return new RpcError(ErrorCode.invalidParams, message, { data });
}

/** The request was valid but failed. */
export function internalError(message: string, cause?: unknown): RpcError {
  return new RpcError(ErrorCode.internalError, message, { cause });
}

/** The error to answer a request with; unexpected errors are left as they are, and become -32603 without details. */
export function rpcErrorFrom(error: unknown): unknown {
  if (error instanceof LoginError) {
    return error.code === "login-not-allowed"
      ? invalidRequest(error.message, { cause: error })
      : internalError(error.message, error);
  }
  if (!(error instanceof CodexError)) {
    const problem = storageProblem(error);
    return problem === undefined ? error : internalError(problem, error);
  }
  switch (error.code) {
    case "config-required":
      return invalidRequest(error.message, {
        cause: error,
        data: { config_write_error_code: "configRequirementReadonly" },
      });
    case "config-invalid":
    case "config-conflict":
    case "conversation-not-found":
    case "conversation-ended":
    case "request-invalid":
    case "cursor-invalid":
    case "thread-in-use":
      return invalidRequest(error.message, { cause: error });
    default:
      return internalError(error.message, error);
  }
}
