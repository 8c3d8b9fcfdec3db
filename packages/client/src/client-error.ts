/**
 * - `disconnected`: the server hung up or the line to it broke.
 * - `events-lost`: nobody read a conversation's events, and there are more than are kept.
 * - `handshake-failed`: what answers is no Codex server.
 * - `process-failed`: the server's program could not be started, or ended before it answered; the message has what it said.
 */
export type ClientErrorCode = "disconnected" | "events-lost" | "handshake-failed" | "process-failed";

/** What this package throws of its own. Requests also throw what `@codex/jsonrpc` does. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
