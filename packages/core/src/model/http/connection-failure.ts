import type { Environment } from "../../environment.js";
import { CodexError, errorCode } from "../../error.js";
import { certificateFiles } from "./certificates.js";

/** OpenSSL's codes for an untrusted server certificate: retrying does not help. */
const CERTIFICATE_CODE =
  /^(?:UNABLE_TO_(?:GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/** OpenSSL's errors for a plain-text answer, with locations in its source. */
const NO_TLS = /wrong version number|packet length too long|unexpected message/;

interface FailedRequest {
  readonly url: URL;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** The error for a request without an answer; names the server, the reason, and what to check. */
export async function connectionFailure(cause: Error, request: FailedRequest): Promise<CodexError> {
  const { url, env } = request;
  const reason = errorCode(cause);
  // Node's hints about its own options do not help our users.
  const said =
    (reason === "EPROTO" && NO_TLS.test(cause.message) && "the server does not speak TLS: is `http://` meant?") ||
    cause.message.replace(/; if the root CA is installed.*/s, "") ||
    innerMessage(cause) ||
    "the connection broke";
  const what = `error sending request to ${url.host}: ${said}`;
  if (!isCertificateProblem(cause)) return new CodexError("connection-failed", what, { cause });
  const { certificateIssuer } = await import("./certificate-issuer.js");
  const issuer = await certificateIssuer(request);
  const by = issuer === undefined ? "" : ` Its certificate was issued by ${issuer}.`;
  return new CodexError("connection-failed", `${what} (${reason}).${by} ${await certificateAdvice(env)}`, { cause });
}

/** Whether the error concerns the server's certificate. */
export const isCertificateProblem = (cause: unknown): boolean => CERTIFICATE_CODE.test(errorCode(cause) ?? "");

/** Aggregate errors have no message of their own. */
function innerMessage(cause: Error): string | undefined {
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  return inner instanceof Error ? inner.message : undefined;
}

async function certificateAdvice(env: Environment): Promise<string> {
  const files = await certificateFiles(env);
  if (files.length === 0) return "If a proxy signs for this server, name its certificate file in SSL_CERT_FILE.";
  const descriptions = files.map(({ variable, path, pem }) =>
    pem === undefined ? `${variable} names ${path}, which has no readable certificate` : `${variable} adds ${path}`,
  );
  return `Trusted besides the usual authorities: ${descriptions.join("; ")}.`;
}
