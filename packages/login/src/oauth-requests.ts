import type * as oauth from "oauth4webapi";
import * as z from "zod/mini";
import type { TokenData } from "./auth-file.js";
import { tokenClaims } from "./id-token.js";
import { type Issuer, issuerUrl } from "./issuer.js";
import { postToIssuer, readAnswer } from "./issuer-request.js";
import { LoginError } from "./login-error.js";

/** What a completed ChatGPT login brings. */
export interface ChatGptLogin {
  readonly tokens: TokenData;
  /** For plans that are billed by use. */
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
 * Exchanges an authorization code for tokens, and these for an API key where the plan has one.
 * @throws LoginError `login-refused`, `issuer-unreachable` or `login-failed`; neither quotes what was sent or answered.
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

/** The authorization server as the OAuth library wants it described. */
export function authorizationServer(issuer: Issuer): oauth.AuthorizationServer {
  return { issuer: issuer.url, token_endpoint: issuerUrl(issuer, "/oauth/token").href };
}

const CodeResponseSchema = z.object({
  id_token: z.string().check(z.minLength(1)),
  access_token: z.string().check(z.minLength(1)),
  refresh_token: z.string().check(z.minLength(1)),
});
const ApiKeyResponseSchema = z.object({ access_token: z.string().check(z.minLength(1)) });

/** Most plans have no API key: that is no reason to refuse the login. */
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
    // `issuerUrl` has already refused http to anywhere but this machine.
    [keys.allowInsecureRequests]: true,
  };
}
