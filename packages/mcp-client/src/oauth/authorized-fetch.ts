import {
  extractWWWAuthenticateParams,
  type FetchLike,
  OAuthError,
  OAuthErrorCode,
  refreshAuthorization,
} from "@modelcontextprotocol/client";
import { McpClientError } from "../error.js";
import { failureReason } from "../failure-reason.js";
import { excerpt } from "../read-messages.js";
import { credentialKey } from "./credential-key.js";
import type { McpCredentialStore, McpCredentials } from "./credentials.js";
import { issuerFetch } from "./issuer-fetch.js";
import { issuerMetadata } from "./issuer-metadata.js";

/** A token that expires this soon is renewed first. */
const MARGIN_MS = 30_000;
const REFRESH_LIMIT_MS = 30_000;

/** Errors of an issuer that say nothing about the login. The SDK makes the first one of any answer that it does not understand. */
const TEMPORARY: ReadonlySet<string> = new Set([
  OAuthErrorCode.ServerError,
  OAuthErrorCode.TemporarilyUnavailable,
  OAuthErrorCode.TooManyRequests,
]);

export interface AuthorizedServer {
  readonly name: string;
  readonly url: string;
  readonly store: McpCredentialStore;
  readonly fetch: FetchLike;
}

/**
 * Sends the login with each request to a server, and refreshes a token that has expired or was refused: once for all requests and
 * processes, under a lock. Without a login, requests are sent unchanged.
 * @throws McpClientError `login-needed` when there is no valid login and the server requires one, or one with more scopes.
 */
export function authorizedFetch({ name, url, store, fetch }: AuthorizedServer): FetchLike {
  const key = credentialKey({ name, url });
  const isServers = (target: string | URL) => new URL(target).origin === new URL(url).origin;

  return async (target, init) => {
    // Requests of the transport to other hosts must not carry the token.
    if (!isServers(target)) return fetch(target, init);
    const credentials = await current();
    const answer = await fetch(target, withToken(init, credentials));
    if (answer.status !== 401) return allowed(answer, credentials);
    await answer.body?.cancel();
    const renewed = credentials && (await renew(credentials.access_token));
    if (renewed === undefined) throw loginNeeded();
    const again = await fetch(target, withToken(init, renewed));
    if (again.status !== 401) return allowed(again, renewed);
    await again.body?.cancel();
    throw loginNeeded();
  };

  /** @throws McpClientError if the login lacks scopes. */
  async function allowed(answer: Response, credentials: McpCredentials | undefined): Promise<Response> {
    if (answer.status !== 403) return answer;
    const { error, scope = "" } = extractWWWAuthenticateParams(answer);
    if (error !== "insufficient_scope") return answer;
    await answer.body?.cancel();
    throw new McpClientError("login-needed", moreScopesNeeded(name, scope, credentials?.scopes ?? []));
  }

  async function current(): Promise<McpCredentials | undefined> {
    const credentials = await store.read(key);
    if (credentials === undefined || !endsWithin(credentials, MARGIN_MS)) return credentials;
    try {
      return (await renew(credentials.access_token)) ?? credentials;
    } catch (error) {
      if (endsWithin(credentials, 0)) throw error;
      return credentials;
    }
  }

  /** A token other than `refused`: one that another process refreshed first, or a new one. Undefined: the user has to log in. */
  async function renew(refused: string): Promise<McpCredentials | undefined> {
    const signal = AbortSignal.timeout(REFRESH_LIMIT_MS);
    await using _lock = await store.lock(signal);
    const kept = await store.read(key);
    if (kept === undefined) return undefined;
    if (kept.access_token !== refused) return kept;
    if (!kept.refresh_token) return undefined;
    const send = issuerFetch(url, fetch);
    const fetchFn: FetchLike = (target, init) => send(target, { ...init, signal });
    try {
      const metadata = await issuerMetadata(kept.issuer, fetchFn);
      const tokens = await refreshAuthorization(kept.issuer, {
        ...(metadata && { metadata }),
        clientInformation: {
          client_id: kept.client_id,
          ...(kept.client_secret && { client_secret: kept.client_secret }),
        },
        refreshToken: kept.refresh_token,
        resource: kept.resource ?? url,
        fetchFn,
      });
      const renewed: McpCredentials = {
        ...kept,
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token ?? kept.refresh_token,
        expires_at: tokens.expires_in === undefined ? undefined : Date.now() + tokens.expires_in * 1000,
      };
      await store.write(key, renewed);
      return renewed;
    } catch (error) {
      // A program that takes another lock may have used the refresh token first; then its tokens are the valid ones.
      const after = await store.read(key);
      if (after !== undefined && after.access_token !== refused) return after;
      throw notRenewed(error);
    }
  }

  /** Only the issuer can say that the login is over; it may also be out of reach for a while. */
  function notRenewed(cause: unknown): McpClientError {
    if (cause instanceof OAuthError && !TEMPORARY.has(cause.code)) {
      return new McpClientError("login-needed", `${loginNeeded().message} (its token could not be renewed)`, { cause });
    }
    const reason = cause instanceof TypeError ? failureReason(cause) : "its issuer did not answer as it should";
    const message = `the token could not be renewed: ${reason}. Try again later, or run 'codex mcp login ${name}'`;
    return new McpClientError("call-failed", message, { cause });
  }

  function loginNeeded(): McpClientError {
    return new McpClientError("login-needed", `the server wants a login: run 'codex mcp login ${name}'`);
  }
}

/** The command is for the user's shell, and the scopes are the server's words. */
function moreScopesNeeded(name: string, wanted: string, granted: readonly string[]): string {
  const scopes = [...new Set([...granted, ...wanted.split(" ")])].filter((scope) => scope !== "");
  const areHarmless = scopes.every((scope) => /^[\w.:/-]{1,200}$/.test(scope));
  const option = wanted !== "" && areHarmless ? ` --scopes ${scopes.join(",")}` : "";
  const which = wanted === "" ? "" : ` (${excerpt(wanted)})`;
  return `the server wants a login with more scopes${which}: run 'codex mcp login ${name}${option}'`;
}

function endsWithin({ expires_at: end }: McpCredentials, milliseconds: number): boolean {
  return typeof end === "number" && end - milliseconds <= Date.now();
}

function withToken(init: RequestInit | undefined, credentials: McpCredentials | undefined): RequestInit | undefined {
  if (credentials === undefined) return init;
  const headers = new Headers(init?.headers);
  headers.set("authorization", `Bearer ${credentials.access_token}`);
  return { ...init, headers };
}
