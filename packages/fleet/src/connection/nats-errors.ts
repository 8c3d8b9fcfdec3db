import { CodexError, errorMessage } from "@codex/core";
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { AuthorizationError, PermissionViolationError, UserAuthenticationExpiredError } from "@nats-io/transport-node";
import { FleetError } from "../fleet-error.js";
import { isFull } from "./full-server.js";

/** The status of answers from a cluster without a leader. */
const UNAVAILABLE = 503;

/** Whether somebody else has written to the subject since. Clusters answer with the second code while that write is in progress. */
export function isWrongSequence(error: unknown): boolean {
  const { StreamWrongLastSequence, StreamWrongLastSequenceUnknown } = JetStreamApiCodes;
  return (
    error instanceof JetStreamApiError &&
    (error.code === StreamWrongLastSequence || error.code === StreamWrongLastSequenceUnknown)
  );
}

export function isConsumerMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound;
}

export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** Whether the credentials do not permit the request. For requests, that error is the cause. */
export function isPermissionViolation(error: unknown): boolean {
  if (error instanceof PermissionViolationError) return true;
  return error instanceof Error && error.cause !== undefined && isPermissionViolation(error.cause);
}

/** Whether the request may succeed later: the server is away or has no room now, but has not refused it. */
export function isOutage(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status === UNAVAILABLE || isFull(error);
  return !(
    error instanceof FleetError ||
    error instanceof CodexError ||
    isOfThisMachine(error) ||
    isPermissionViolation(error)
  );
}

const OF_NETWORKS = /^E(CONN|NET|HOST|PIPE|TIMEDOUT|AI_|NOTFOUND)/;

/** Errors of local files and programs, such as a full disk: the server cannot resolve them. */
function isOfThisMachine(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error && !OF_NETWORKS.test(String(error.code));
}

/** Whether the server rejects the credentials, or no longer accepts them. */
export function isRefusal(error: unknown): boolean {
  return error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError;
}

/** Node's codes for certificates of an unknown issuer. */
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

/** The error to show if connecting to a fleet fails. `isAnonymous`: whether no credentials were configured. */
export function fleetErrorFrom(
  error: unknown,
  { url, isAnonymous }: { readonly url: string; readonly isAnonymous: boolean },
): FleetError {
  if (error instanceof FleetError) return error;
  const options = { cause: error };
  const reason = errorMessage(error);
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
