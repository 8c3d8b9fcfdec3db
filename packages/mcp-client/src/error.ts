/**
 * - `invalid-server`: the configuration cannot work (name, URL, a variable that is not set).
 * - `start-failed`: the server could not be started or reached, or did not shake hands.
 * - `timeout`: no answer within the limit.
 * - `unknown-server`: no connected server has that name.
 * - `unknown-tool`: no connected server has it.
 * - `call-failed`: the server answered with an error, or ended before it answered.
 * - `session-lost`: the server knows our HTTP session no more; seen outside only when a new one did not help.
 * - `login-needed`: the server wants a login that is not there, or is valid no more.
 * - `login-failed`: a login at a server came to nothing.
 * - `interrupted`: the caller's signal was aborted.
 */
export type McpClientErrorCode =
  | "invalid-server"
  | "start-failed"
  | "timeout"
  | "unknown-server"
  | "unknown-tool"
  | "call-failed"
  | "session-lost"
  | "login-needed"
  | "login-failed"
  | "interrupted";

/** The error that a server answered with, in its own words. */
export interface McpServerError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** The one error type that `@codex/mcp-client` throws. */
export class McpClientError extends Error {
  override readonly name = "McpClientError";
  readonly code: McpClientErrorCode;
  /** Set if the server answered with an error. */
  readonly serverError: McpServerError | undefined;

  constructor(
    code: McpClientErrorCode,
    message: string,
    options?: ErrorOptions & { readonly serverError?: McpServerError | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.serverError = options?.serverError;
  }
}
