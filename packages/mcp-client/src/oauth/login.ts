import { randomBytes } from "node:crypto";
import {
  checkResourceAllowed,
  exchangeAuthorization,
  type FetchLike,
  type OAuthClientInformationMixed,
  type OAuthTokens,
  registerClient,
  startAuthorization,
} from "@modelcontextprotocol/client";
import { McpClientError } from "../error.js";
import { failureReason } from "../failure-reason.js";
import { excerpt } from "../read-messages.js";
import type { LoginSettings } from "../server-config.js";
import { listenForCallback } from "./callback-server.js";
import { credentialKey } from "./credential-key.js";
import { expiryOf, type McpCredentialStore } from "./credentials.js";
import { findIssuer, type Issuer } from "./discover-issuer.js";
import { checkNamed, issuerFetch } from "./issuer-fetch.js";

export interface McpLoginOptions {
  readonly name: string;
  readonly url: string;
  readonly settings?: LoginSettings | undefined;
  readonly store: McpCredentialStore;
  /**
   * Opens the issuer's page; always an https address, or one on this machine. `accept` takes the address where a browser on another
   * machine ends up, and returns whether it belongs to this login.
   */
  readonly openUrl: (url: URL, accept: (address: string) => boolean) => void | Promise<void>;
  /** The time limit for the user, in milliseconds. Default: 300,000. */
  readonly timeoutMs?: number | undefined;
  /** Sends requests to the server and its issuer. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  readonly signal: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * Logs in at an MCP server: discovers its issuer, sends the user there, and stores the tokens.
 * @throws McpClientError `login-failed`; `interrupted` when the signal aborts.
 */
export async function loginToMcpServer(options: McpLoginOptions): Promise<void> {
  const { name, url, store, signal } = options;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS)]);
  try {
    const issuer = await findIssuer(url, limit, options.fetch);
    if (issuer === undefined)
      throw new McpClientError("login-failed", `the MCP server '${name}' does not ask for a login`);
    const credentials = await authorize(options, issuer, limit);
    await using _lock = await store.lock(limit);
    await store.write(credentialKey({ name, url }), { ...credentials, server_name: name, server_url: url });
  } catch (error) {
    if (error instanceof McpClientError) throw error;
    if (signal.aborted) throw new McpClientError("interrupted", "the login was interrupted", { cause: error });
    const reason = limit.aborted ? "it took too long" : excerpt(failureReason(error));
    throw new McpClientError("login-failed", `the login at the MCP server '${name}' failed: ${reason}`, {
      cause: error,
    });
  }
}

async function authorize(options: McpLoginOptions, issuer: Issuer, signal: AbortSignal) {
  const { settings = {} } = options;
  const send = issuerFetch(options.url, options.fetch);
  const fetchFn: FetchLike = (url, init) => send(url, { ...init, signal });
  const resource = settings.resource ?? resourceNamed(options, issuer);
  const audience = resource === undefined ? {} : { resource };
  const scopes = settings.scopes ?? issuer.scopes;
  const scope = scopes.length === 0 ? {} : { scope: scopes.join(" ") };
  const state = randomBytes(32).toString("base64url");
  await using callback = await listenForCallback({ ...settings, state, signal });
  const clientInformation =
    configuredClient(settings) ??
    (await registered(options.name, issuer, { clientMetadata: clientMetadata(callback.url), ...scope, fetchFn }));
  const common = { ...(issuer.metadata && { metadata: issuer.metadata }), clientInformation, ...audience };
  const asking = { ...common, ...scope, redirectUrl: callback.url, state };
  const { authorizationUrl, codeVerifier } = await startAuthorization(issuer.url, asking);
  await options.openUrl(safeToOpen(authorizationUrl, options.url), callback.accept);
  const { code, iss } = await callback.answer;
  const tokens = await exchangeAuthorization(issuer.url, {
    ...common,
    authorizationCode: code,
    ...(iss === undefined ? {} : { iss }),
    codeVerifier,
    redirectUri: callback.url,
    fetchFn,
  });
  return { issuer: issuer.url, ...audience, ...clientFields(clientInformation), ...tokenFields(tokens, scopes) };
}

function clientFields(client: OAuthClientInformationMixed) {
  return { client_id: client.client_id, ...(client.client_secret && { client_secret: client.client_secret }) };
}

function tokenFields(tokens: OAuthTokens, requestedScopes: readonly string[]) {
  return {
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token,
    expires_at: expiryOf(tokens),
    scopes: tokens.scope?.split(" ") ?? [...requestedScopes],
  };
}

/** A server that names another one's address would get a token for that one. */
function resourceNamed({ name, url }: McpLoginOptions, { resource }: Issuer): string | undefined {
  if (resource === undefined || checkResourceAllowed({ requestedResource: url, configuredResource: resource }))
    return resource;
  const message = `the MCP server '${name}' wants a token for another address: ${excerpt(resource)}. If you trust it with that, configure it as \`oauth_resource\``;
  throw new McpClientError("login-failed", message);
}

function configuredClient({ clientId, clientSecret }: LoginSettings) {
  if (clientId === undefined) return undefined;
  return { client_id: clientId, ...(clientSecret !== undefined && { client_secret: clientSecret }) };
}

/** A client that the issuer registers for us. */
async function registered(name: string, issuer: Issuer, request: Parameters<typeof registerClient>[1]) {
  const { metadata } = issuer;
  try {
    return await registerClient(issuer.url, { ...(metadata && { metadata }), ...request });
  } catch (cause) {
    const said = excerpt(failureReason(cause));
    const message =
      metadata === undefined
        ? `the MCP server '${name}' demands a token, but does not say who issues one (${said}): if you have a token, name the variable that holds it in \`bearer_token_env_var\``
        : `${new URL(issuer.url).host} registers no client for the MCP server '${name}' (${said}): if you have registered one, name it in \`oauth.client_id\``;
    throw new McpClientError("login-failed", message, { cause });
  }
}

function clientMetadata(redirectUrl: string) {
  return {
    client_name: "Codex",
    redirect_uris: [redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}

/** The address comes from the server: anything but a web page could start a program of its choice. */
function safeToOpen(url: URL, serverUrl: string): URL {
  checkNamed(url, serverUrl);
  const isLocal = url.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol === "https:" || isLocal) return url;
  throw new McpClientError("login-failed", "the server's login page is not an https address");
}
