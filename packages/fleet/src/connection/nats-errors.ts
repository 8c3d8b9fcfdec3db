import { CodexError } from "@codex/core";
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { AuthorizationError, PermissionViolationError, UserAuthenticationExpiredError } from "@nats-io/transport-node";
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
  return !(
    error instanceof FleetError ||
    error instanceof CodexError ||
    isOfThisMachine(error) ||
    isPermissionViolation(error)
  );
}

const OF_NETWORKS = /^E(CONN|NET|HOST|PIPE|TIMEDOUT|AI_|NOTFOUND)/;

/** Of files and programs here, as on a disk that is full: no server helps with that. */
function isOfThisMachine(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error && !OF_NETWORKS.test(String(error.code));
}

/** Whether the server does not let us in, or no more. */
export function isRefusal(error: unknown): boolean {
  return error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError;
}

/** Node's names for certificates of somebody that it does not know. */
const UNKNOWN_ISSUER: ReadonlySet<unknown> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

function isOfUnknownIssuer(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && UNKNOWN_ISSUER.has(error.code)) || isOfUnknownIssuer(error.cause);
}

/** What a person is told when a fleet cannot be joined. `isAnonymous`: whether no credentials were named. */
export function fleetErrorFrom(
  error: unknown,
  { url, isAnonymous }: { readonly url: string; readonly isAnonymous: boolean },
): FleetError {
  if (error instanceof FleetError) return error;
  const options = { cause: error };
  const reason = error instanceof Error ? error.message : String(error);
  if (isRefusal(error) && isAnonymous) {
    const next = "name their file in config.toml: fleet.creds_file or fleet.nkey_file";
    return new FleetError("refused", `the fleet at ${url} lets nobody in without credentials: ${next}`, options);
  }
  if (isRefusal(error) || isPermissionViolation(error))
    return new FleetError("refused", `the fleet at ${url} refuses these credentials: ${reason}`, options);
  if (isOfUnknownIssuer(error)) {
    const next = "name the certificate of who issued it in config.toml: fleet.tls_ca_file";
    return new FleetError(
      "unreachable",
      `the fleet at ${url} has a certificate that nobody here trusts: ${next}`,
      options,
    );
  }
  if (error instanceof Error && error.name === "JetStreamNotEnabled") {
    return new FleetError(
      "no-jetstream",
      `the server at ${url} has no JetStream: start it with 'nats-server -js'`,
      options,
    );
  }
  if (error instanceof JetStreamApiError)
    return new FleetError("refused", `the server at ${url} cannot have a fleet: ${reason}`, options);
  return new FleetError("unreachable", `the fleet at ${url} cannot be reached: ${reason}`, options);
}
