import {
  type AuthorizationServerMetadata,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  type FetchLike,
} from "@modelcontextprotocol/client";
import { issuerFetch } from "./issuer-fetch.js";
import { checkIssuer } from "./issuer-metadata.js";

/** The issuer of tokens for a server, and how it issues them. */
export interface Issuer {
  readonly url: string;
  /** Undefined: it issues them as servers of 2025-03 do that publish nothing, at `/authorize` and `/token`. */
  readonly metadata: AuthorizationServerMetadata | undefined;
  /** The resource that tokens are requested for (RFC 8707). */
  readonly resource: string | undefined;
  /** The scopes that the server lists. */
  readonly scopes: readonly string[];
}

/** The time limits for all of it: of a login, and as in codex 0.171.0 of a list of servers. */
const LIMIT_MS = 10_000;
const STATUS_LIMIT_MS = 5_000;

/**
 * The issuer of tokens for a server that demands one; undefined if it lets anybody in, or does not say who issues them. Throws if it
 * cannot be asked.
 */
export async function requiredIssuer(
  serverUrl: string,
  signal: AbortSignal,
  fetch?: FetchLike | undefined,
): Promise<Issuer | undefined> {
  const send = limitedFetch(serverUrl, AbortSignal.any([signal, AbortSignal.timeout(STATUS_LIMIT_MS)]), fetch);
  const answer = await greet(serverUrl, send);
  const issuer = answer.status === 401 ? await issuerAfter(answer, serverUrl, send) : undefined;
  return issuer?.metadata === undefined ? undefined : issuer;
}

/** The same for a user who wants to log in: a server may let anybody greet it, and demand a token for some requests only. */
export async function findIssuer(
  serverUrl: string,
  signal: AbortSignal,
  fetch?: FetchLike | undefined,
): Promise<Issuer | undefined> {
  const send = limitedFetch(serverUrl, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]), fetch);
  const answer = await greet(serverUrl, send);
  try {
    const issuer = await issuerAfter(answer, serverUrl, send);
    return answer.status === 401 || issuer.metadata !== undefined ? issuer : undefined;
  } catch (error) {
    if (answer.status === 401 || signal.aborted) throw error;
    return undefined;
  }
}

function limitedFetch(serverUrl: string, signal: AbortSignal, fetch: FetchLike | undefined): FetchLike {
  const send = issuerFetch(serverUrl, fetch);
  return (url, init) => send(url, { ...init, signal });
}

async function greet(serverUrl: string, send: FetchLike): Promise<Response> {
  const answer = await send(serverUrl, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 0, method: "ping" }),
  });
  await answer.body?.cancel();
  return answer;
}

async function issuerAfter(answer: Response, serverUrl: string, fetchFn: FetchLike): Promise<Issuer> {
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(answer);
  const info = await discoverOAuthServerInfo(serverUrl, {
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
    skipIssuerMetadataValidation: true,
    fetchFn,
  });
  const { authorizationServerMetadata: metadata, authorizationServerUrl, resourceMetadata } = info;
  if (metadata !== undefined) checkIssuer(metadata, authorizationServerUrl);
  return {
    url: authorizationServerUrl,
    metadata,
    resource: resourceMetadata?.resource,
    scopes: scope?.split(" ") ?? resourceMetadata?.scopes_supported ?? [],
  };
}
