/** Every way in which `@codex/fleet` breaks a promise. Switch on the code, never on the message. */
export type FleetErrorCode =
  /** The fleet's settings make no sense, or a file that they name cannot be read. */
  | "settings-invalid"
  /** The server does not let these credentials in, or not do this. */
  | "refused"
  /** The server cannot be reached, or has not answered for longer than we wait. */
  | "unreachable"
  /** The fleet has no streams yet, and these credentials may not make them. */
  | "not-set-up"
  /** The server has no JetStream. */
  | "no-jetstream"
  /** Somebody else has written to the log: it is not ours any more. */
  | "fenced"
  /** What stands on a subject is not what this version understands. */
  | "message-invalid"
  /** The workspace of a turn cannot be sent, restored or cloned. */
  | "workspace-unusable"
  | "thread-not-found"
  /** No worker runs a turn of the thread now. */
  | "not-running"
  /** The question is not open. */
  | "question-not-open";

/** The one error type that `@codex/fleet` throws. `message` is meant for a person. */
export class FleetError extends Error {
  override readonly name = "FleetError";
  readonly code: FleetErrorCode;

  constructor(code: FleetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
