import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { AuthorizationError, PermissionViolationError } from "@nats-io/transport-node";
import { FleetError } from "../fleet-error.js";

/** What a cluster answers that has no leader just now. */
const UNAVAILABLE = 503;

/** Whether somebody else has written where we expected nobody to. */
export function isWrongSequence(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;
}

export function isConsumerMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound;
}

export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** Whether the server does not let these credentials do what was asked for. Requests hand it on as their cause. */
export function isPermissionViolation(error: unknown): boolean {
  if (error instanceof PermissionViolationError) return true;
  return error instanceof Error && error.cause !== undefined && isPermissionViolation(error.cause);
}

/** Whether what was asked for may be asked for again: the server does not refuse it, it only is not there. */
export function isOutage(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status === UNAVAILABLE;
  return !(error instanceof FleetError || isPermissionViolation(error));
}

/** What a person is told when a fleet cannot be joined. */
export function fleetErrorFrom(error: unknown, url: string): FleetError {
  if (error instanceof FleetError) return error;
  const options = { cause: error };
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof AuthorizationError || isPermissionViolation(error))
    return new FleetError("refused", `the fleet at ${url} refuses these credentials: ${reason}`, options);
  if (error instanceof Error && error.name === "JetStreamNotEnabled") {
    return new FleetError(
      "no-jetstream",
      `the server at ${url} has no JetStream: start it with 'nats-server -js'`,
      options,
    );
  }
  return new FleetError("unreachable", `the fleet at ${url} cannot be reached: ${reason}`, options);
}
