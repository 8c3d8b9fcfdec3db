import {
  type AuthorizationServerMetadata,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  type FetchLike,
} from "@modelcontextprotocol/client";

/** Who gives tokens for a server, and how. */
export interface Issuer {
  readonly url: string;
  readonly metadata: AuthorizationServerMetadata;
  /** What tokens are asked for (RFC 8707). */
  readonly resource: string | undefined;
  /** What the server says there is to ask for. */
  readonly scopes: readonly string[];
}

/** How long all of it may take. */
const LIMIT_MS = 10_000;

/** Asks a server who gives tokens for it; undefined when it does not want any. Throws when it cannot be asked. */
export async function discoverIssuer(
  serverUrl: string,
  signal: AbortSignal,
  fetch: FetchLike = globalThis.fetch,
): Promise<Issuer | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const fetchFn: FetchLike = (url, init) => fetch(url, { ...init, signal: limit });
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
