import { type FetchLike, OAuthError, OAuthErrorCode, refreshAuthorization } from "@modelcontextprotocol/client";
import { McpClientError } from "../error.js";
import { failureReason } from "../failure-reason.js";
import { credentialKey } from "./credential-key.js";
import { expiryOf, type McpCredentialStore, type McpCredentials } from "./credentials.js";
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

export interface LoginServer {
  readonly name: string;
  readonly url: string;
  readonly store: McpCredentialStore;
  readonly fetch: FetchLike;
}

/** The stored login at a server. Its token is refreshed once for all requests and processes, under a lock. */
export class StoredLogin {
  readonly #server: LoginServer;
  readonly #key: string;

  constructor(server: LoginServer) {
    this.#server = server;
    this.#key = credentialKey(server);
  }

  /** The credentials to send, renewed if they are about to expire; undefined without a login. */
  async current(): Promise<McpCredentials | undefined> {
    const credentials = await this.#server.store.read(this.#key);
    if (credentials === undefined || !endsWithin(credentials, MARGIN_MS)) return credentials;
    try {
      return (await this.renew(credentials.access_token)) ?? credentials;
    } catch (error) {
      if (endsWithin(credentials, 0)) throw error;
      return credentials;
    }
  }

  /** A token other than `refused`: one that another process refreshed first, or a new one. Undefined: the user has to log in. */
  async renew(refused: string): Promise<McpCredentials | undefined> {
    const { name, store } = this.#server;
    const signal = AbortSignal.timeout(REFRESH_LIMIT_MS);
    await using _lock = await store.lock(signal);
    const kept = await store.read(this.#key);
    if (kept === undefined) return undefined;
    if (kept.access_token !== refused) return kept;
    if (!kept.refresh_token) return undefined;
    try {
      const renewed = { ...kept, ...(await this.#refresh(kept, kept.refresh_token, signal)) };
      await store.write(this.#key, renewed);
      return renewed;
    } catch (error) {
      // A program that takes another lock may have used the refresh token first; then its tokens are the valid ones.
      const after = await store.read(this.#key);
      if (after !== undefined && after.access_token !== refused) return after;
      throw notRenewed(name, error);
    }
  }

  async #refresh(credentials: McpCredentials, refreshToken: string, signal: AbortSignal) {
    const { url, fetch } = this.#server;
    const { issuer, client_id, client_secret } = credentials;
    const send = issuerFetch(url, fetch);
    const fetchFn: FetchLike = (target, init) => send(target, { ...init, signal });
    const metadata = await issuerMetadata(issuer, fetchFn);
    const tokens = await refreshAuthorization(issuer, {
      ...(metadata && { metadata }),
      clientInformation: { client_id, ...(client_secret && { client_secret }) },
      refreshToken,
      resource: credentials.resource ?? url,
      fetchFn,
    });
    const { access_token, refresh_token = refreshToken } = tokens;
    return { access_token, refresh_token, expires_at: expiryOf(tokens) };
  }
}

export function loginNeeded(name: string): McpClientError {
  return new McpClientError("login-needed", `the server wants a login: run 'codex mcp login ${name}'`);
}

/** Only the issuer can say that the login is over; it may also be out of reach for a while. */
function notRenewed(name: string, cause: unknown): McpClientError {
  if (cause instanceof OAuthError && !TEMPORARY.has(cause.code)) {
    const message = `${loginNeeded(name).message} (its token could not be renewed)`;
    return new McpClientError("login-needed", message, { cause });
  }
  const reason = cause instanceof TypeError ? failureReason(cause) : "its issuer did not answer as it should";
  const message = `the token could not be renewed: ${reason}. Try again later, or run 'codex mcp login ${name}'`;
  return new McpClientError("call-failed", message, { cause });
}

function endsWithin({ expires_at: end }: McpCredentials, milliseconds: number): boolean {
  return typeof end === "number" && end - milliseconds <= Date.now();
}
