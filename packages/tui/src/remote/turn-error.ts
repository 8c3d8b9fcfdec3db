import type { TurnError } from "@codex/core";

/** A turn's error on the wire. */
export interface WireTurnError {
  readonly message: string;
  readonly codexErrorInfo?: unknown;
}

/** Maps the server's error codes to the engine's; those not listed are `internal`. */
export function errorFromWire({ message, codexErrorInfo }: WireTurnError): TurnError {
  const code = CODES.get(codexErrorInfo);
  if (code !== undefined) return { code, message };
  const [kind, status] = httpFailure(codexErrorInfo);
  const httpStatus = status === undefined ? {} : { httpStatus: status };
  return { code: httpCode(kind, status), message, ...httpStatus };
}

const CODES: ReadonlyMap<unknown, TurnError["code"]> = new Map([
  ["unauthorized", "auth-required"],
  ["usageLimitExceeded", "usage-limit-reached"],
  ["contextWindowExceeded", "context-window-exceeded"],
  ["serverOverloaded", "server-overloaded"],
  ["rateLimitExceeded", "server-overloaded"],
  ["modelNotFound", "model-not-found"],
  ["badRequest", "request-refused"],
  ["sandboxError", "sandbox-unavailable"],
]);

function httpCode(kind: string | undefined, status: number | undefined): TurnError["code"] {
  if (kind === "responseTooManyFailedAttempts") return "retry-limit-reached";
  if (kind === "responseStreamDisconnected") return "stream-disconnected";
  if (kind !== "httpConnectionFailed" && kind !== "responseStreamConnectionFailed") return "internal";
  if (status === undefined) return "connection-failed";
  return status === 401 || status === 403 ? "auth-required" : "unexpected-status";
}

/** The kind and HTTP status of a failure of the form `{ kind: { httpStatusCode } }`. */
function httpFailure(info: unknown): [kind?: string, status?: number] {
  if (typeof info !== "object" || info === null) return [];
  const [entry] = Object.entries(info);
  if (entry === undefined) return [];
  const [kind, about]: [string, unknown] = entry;
  const status = typeof about === "object" && about !== null && "httpStatusCode" in about ? about.httpStatusCode : null;
  return typeof status === "number" ? [kind, status] : [kind];
}
