import {
  type AuthorizationServerMetadata,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  type FetchLike,
} from "@modelcontextprotocol/client";
import { issuerFetch } from "./issuer-fetch.js";

/** The issuer of tokens for a server, and how it issues them. */
export interface Issuer {
  readonly url: string;
  readonly metadata: AuthorizationServerMetadata;
  /** The resource that tokens are requested for (RFC 8707). */
  readonly resource: string | undefined;
  /** The scopes that the server lists. */
  readonly scopes: readonly string[];
}

/** The time limit for all of it. */
const LIMIT_MS = 10_000;

/** Asks a server for its token issuer; undefined if it needs no tokens. Throws if it cannot be asked. */
export async function discoverIssuer(
  serverUrl: string,
  signal: AbortSignal,
  fetch?: FetchLike | undefined,
): Promise<Issuer | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const send = issuerFetch(serverUrl, fetch);
  const fetchFn: FetchLike = (url, init) => send(url, { ...init, signal: limit });
  const answer = await fetchFn(serverUrl, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 0, method: "ping" }),
  });
  await answer.body?.cancel();
  if (answer.status !== 401) return undefined;
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(answer);
  const info = await discoverOAuthServerInfo(serverUrl, {
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
    fetchFn,
  });
  const { authorizationServerMetadata: metadata, authorizationServerUrl, resourceMetadata } = info;
  if (metadata === undefined) return undefined;
  return {
    url: authorizationServerUrl,
    metadata,
    resource: resourceMetadata?.resource,
    scopes: scope?.split(" ") ?? resourceMetadata?.scopes_supported ?? [],
  };
}
