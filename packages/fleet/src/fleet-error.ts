/** The reasons for which `@codex/fleet` throws. Switch on the code, never on the message. */
export type FleetErrorCode =
  /** The fleet's settings are invalid, or a file that they name cannot be read. */
  | "settings-invalid"
  /** The server rejects the credentials or the request. */
  | "refused"
  /** The server is unreachable, or did not answer in time. */
  | "unreachable"
  /** The fleet has no streams yet, and the credentials do not allow creating them. */
  | "not-set-up"
  /** The server has no JetStream. */
  | "no-jetstream"
  /** Another worker has written to the log and now owns it. */
  | "fenced"
  /** This version does not understand a message. */
  | "message-invalid"
  /** The workspace of a turn cannot be sent, restored or cloned. */
  | "workspace-unusable"
  | "thread-not-found"
  /** No worker is running a turn of the thread. */
  | "not-running"
  /** The question is not open. */
  | "question-not-open";

/** The one error type that `@codex/fleet` throws. `message` is for display. */
export class FleetError extends Error {
  override readonly name = "FleetError";
  readonly code: FleetErrorCode;

  constructor(code: FleetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
