import { extractWWWAuthenticateParams, type FetchLike } from "@modelcontextprotocol/client";
import { McpClientError } from "../error.js";
import { excerpt } from "../read-messages.js";
import type { SentSecrets } from "../sent-secrets.js";
import type { McpCredentials } from "./credentials.js";
import { type LoginServer, loginNeeded, StoredLogin } from "./stored-login.js";

/**
 * Sends the login with each request to a server, and refreshes a token that has expired or was refused. Without a login, requests are sent
 * unchanged.
 * @throws McpClientError `login-needed` when there is no valid login and the server requires one, or one with more scopes.
 */
export function authorizedFetch(server: LoginServer, secrets: SentSecrets): FetchLike {
  const { name, url, fetch } = server;
  const login = new StoredLogin(server);

  return async (target, init) => {
    // Requests of the transport to other hosts must not carry the token.
    if (new URL(target).origin !== new URL(url).origin) return fetch(target, init);
    const credentials = await login.current();
    const answer = await fetch(target, withToken(init, credentials, secrets));
    if (answer.status !== 401) return withinScopes(answer, name, credentials);
    await answer.body?.cancel();
    const renewed = credentials && (await login.renew(credentials.access_token));
    if (renewed === undefined) throw loginNeeded(name);
    const again = await fetch(target, withToken(init, renewed, secrets));
    if (again.status !== 401) return withinScopes(again, name, renewed);
    await again.body?.cancel();
    throw loginNeeded(name);
  };
}

/** @throws McpClientError if the login lacks scopes. */
async function withinScopes(
  answer: Response,
  name: string,
  credentials: McpCredentials | undefined,
): Promise<Response> {
  if (answer.status !== 403) return answer;
  const { error, scope = "" } = extractWWWAuthenticateParams(answer);
  if (error !== "insufficient_scope") return answer;
  await answer.body?.cancel();
  throw new McpClientError("login-needed", moreScopesNeeded(name, scope, credentials?.scopes ?? []));
}

/** The command is for the user's shell, and the scopes are the server's words. */
function moreScopesNeeded(name: string, wanted: string, granted: readonly string[]): string {
  const scopes = [...new Set([...granted, ...wanted.split(" ")])].filter((scope) => scope !== "");
  const areHarmless = scopes.every((scope) => /^[\w.:/-]{1,200}$/.test(scope));
  const option = wanted !== "" && areHarmless ? ` --scopes ${scopes.join(",")}` : "";
  const which = wanted === "" ? "" : ` (${excerpt(wanted)})`;
  return `the server wants a login with more scopes${which}: run 'codex mcp login ${name}${option}'`;
}

function withToken(
  init: RequestInit | undefined,
  credentials: McpCredentials | undefined,
  secrets: SentSecrets,
): RequestInit | undefined {
  if (credentials === undefined) return init;
  secrets.add(credentials.access_token);
  const headers = new Headers(init?.headers);
  headers.set("authorization", `Bearer ${credentials.access_token}`);
  return { ...init, headers };
}
