import { createHash, timingSafeEqual } from "node:crypto";

/** How clients of a listening server authenticate, with `Authorization: Bearer …`. */
export type ClientProof =
  /** A token shared by all clients, stored as the SHA-256 digest of its UTF-8, in hexadecimal digits. */
  | { readonly type: "token"; readonly sha256: string }
  /** A JSON Web Token for each client, signed with HMAC-SHA-256 (`HS256`), that must have an expiry. */
  | {
      readonly type: "signed-token";
      /** At least 32 bytes. */
      readonly secret: Uint8Array;
      /** The required `iss`. Default: anything. */
      readonly issuer?: string | undefined;
      /** The value that `aud` must include. Default: anything. */
      readonly audience?: string | undefined;
      /** The tolerated difference between the clocks of two machines. Default: 30. */
      readonly clockSkewSeconds?: number | undefined;
    };

const DEFAULT_CLOCK_SKEW_SECONDS = 30;

/** What is wrong with an `Authorization` header; undefined if it is valid. */
export async function flawOf(authorization: string | undefined, proof: ClientProof): Promise<string | undefined> {
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return "The Authorization header must be: Bearer, and a token for this server";
  if (proof.type === "token") return isDigestOf(token, proof.sha256) ? undefined : "This is not the server's token";
  return flawOfSigned(token, proof);
}

/** Compares in constant time. */
function isDigestOf(token: string, sha256: string): boolean {
  const expected = Buffer.from(sha256, "hex");
  const given = createHash("sha256").update(token).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function flawOfSigned(
  token: string,
  { secret, issuer, audience, clockSkewSeconds }: Extract<ClientProof, { type: "signed-token" }>,
): Promise<string | undefined> {
  const { errors, jwtVerify } = await import("jose");
  try {
    await jwtVerify(token, secret, {
      algorithms: ["HS256"],
      requiredClaims: ["exp"],
      clockTolerance: clockSkewSeconds ?? DEFAULT_CLOCK_SKEW_SECONDS,
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
    });
    return undefined;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return "The token has expired";
    if (error instanceof errors.JWTClaimValidationFailed)
      return `The token's claim "${error.claim}" is not what this server asks for`;
    return "The token was not signed with this server's secret";
  }
}
