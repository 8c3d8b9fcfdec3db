/**
 * - `disconnected`: the server disconnected, or the connection broke.
 * - `events-lost`: nobody read a conversation's events, and there are more than are kept.
 * - `handshake-failed`: the other side is not a Codex server.
 * - `process-failed`: the server's program could not be started, or ended before it answered; the message has its output.
 */
export type ClientErrorCode = "disconnected" | "events-lost" | "handshake-failed" | "process-failed";

/** Errors of this package. Requests also throw those of `@codex/jsonrpc`. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
