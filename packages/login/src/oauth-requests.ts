import type * as oauth from "oauth4webapi";
import * as z from "zod/mini";
import type { TokenData } from "./auth-file.js";
import { tokenClaims } from "./id-token.js";
import { type Issuer, issuerUrl } from "./issuer.js";
import { postToIssuer, readAnswer } from "./issuer-request.js";
import { LoginError } from "./login-error.js";

/** The result of a completed ChatGPT login. */
export interface ChatGptLogin {
  readonly tokens: TokenData;
  /** Only for plans that are billed by use. */
  readonly apiKey: string | undefined;
}

export interface CodeGrant {
  readonly issuer: Issuer;
  /** The validated parameters of the callback, with the `code`. */
  readonly parameters: URLSearchParams;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/**
 * Exchanges an authorization code for tokens, and these for an API key if the plan has one.
 * @throws LoginError `login-refused`, `issuer-unreachable` or `login-failed`; none of them quotes the request or the answer.
 */
export async function redeemCode(grant: CodeGrant, signal: AbortSignal): Promise<ChatGptLogin> {
  const { authorizationCodeGrantRequest, None } = await import("oauth4webapi");
  const { issuer, parameters, redirectUri, codeVerifier } = grant;
  const server = authorizationServer(issuer);
  const client = { client_id: issuer.clientId };
  const options = await requestOptions(issuer, signal);
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    None(),
    parameters,
    redirectUri,
    codeVerifier,
    options,
  );
  const granted = await readAnswer(response, { issuer, schema: CodeResponseSchema });
  const { id_token, access_token, refresh_token } = granted;
  const account_id = tokenClaims(id_token).accountId ?? null;
  return {
    tokens: { id_token, access_token, refresh_token, account_id },
    apiKey: await redeemForApiKey(issuer, id_token, signal),
  };
}

/** Describes the authorization server for the OAuth library. */
export function authorizationServer(issuer: Issuer): oauth.AuthorizationServer {
  return { issuer: issuer.url, token_endpoint: issuerUrl(issuer, "/oauth/token").href };
}

const CodeResponseSchema = z.object({
  id_token: z.string().check(z.minLength(1)),
  access_token: z.string().check(z.minLength(1)),
  refresh_token: z.string().check(z.minLength(1)),
});
const ApiKeyResponseSchema = z.object({ access_token: z.string().check(z.minLength(1)) });

/** Most plans have no API key, so a failure here does not fail the login. */
async function redeemForApiKey(issuer: Issuer, idToken: string, signal: AbortSignal): Promise<string | undefined> {
  const { genericTokenEndpointRequest, None } = await import("oauth4webapi");
  const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
  const parameters = {
    requested_token: "openai-api-key",
    subject_token: idToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  };
  try {
    const server = authorizationServer(issuer);
    const client = { client_id: issuer.clientId };
    const options = await requestOptions(issuer, signal);
    const response = await genericTokenEndpointRequest(server, client, None(), grantType, parameters, options);
    return (await readAnswer(response, { issuer, schema: ApiKeyResponseSchema })).access_token;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LoginError) return undefined;
    throw error;
  }
}

async function requestOptions(issuer: Issuer, signal: AbortSignal): Promise<oauth.TokenEndpointRequestOptions> {
  const keys = await import("oauth4webapi");
  return {
    [keys.customFetch]: (url, { body, headers }) => postToIssuer(issuer, { url: new URL(url), body, headers }, signal),
    // Safe: `issuerUrl` has already refused http except on this machine.
    [keys.allowInsecureRequests]: true,
  };
}
