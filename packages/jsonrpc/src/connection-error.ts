import type { CloseReason } from "./connection-options.js";

/**
 * - `closed`: the connection ended before the answer came.
 * - `peer-stalled`: the peer does not read what we send; the connection has been closed.
 * - `unsendable`: the message has no JSON form (a cycle, a bigint).
 * - `invalid-result`: the peer's answer is not what the method returns.
 */
export type ConnectionErrorCode = "closed" | "peer-stalled" | "unsendable" | "invalid-result";

/** How a `Connection` breaks its promises. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether we disconnected because the peer reads nothing, which is reported nowhere else. */
export function isStall(reason: CloseReason): reason is { readonly type: "failed"; readonly error: ConnectionError } {
  return reason.type === "failed" && reason.error instanceof ConnectionError && reason.error.code === "peer-stalled";
}
