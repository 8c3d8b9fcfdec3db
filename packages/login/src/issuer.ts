import { LoginError } from "./login-error.js";

export const DEFAULT_ISSUER = "https://auth.openai.com";

/** Codex's OAuth client id at OpenAI. */
export const CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";

/** The authorization server, and our client id there. */
export interface Issuer {
  /** Default `https://auth.openai.com`. */
  readonly url: string;
  readonly clientId: string;
  /** How requests are sent. Default: the global `fetch`. */
  readonly fetch?: IssuerFetch | undefined;
}

/** The part of `fetch` that is used. It should reject with a reason that a user can understand. */
export type IssuerFetch = (url: URL, options: IssuerFetchOptions) => Promise<Response>;

export interface IssuerFetchOptions {
  readonly method: "POST";
  readonly headers: Record<string, string>;
  readonly body: string | URLSearchParams;
  /** Tokens are sent to the issuer only. */
  readonly redirect: "error";
  readonly signal: AbortSignal;
}

export const openAiIssuer: Issuer = { url: DEFAULT_ISSUER, clientId: CLIENT_ID };

/**
 * Parses a URL that may receive secrets or be opened in a browser: https, or http on this machine.
 * @throws LoginError `url-unsafe`
 */
export function safeUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe =
    url !== undefined && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)));
  if (!safe || url.username !== "" || url.password !== "") {
    throw new LoginError("url-unsafe", "only https URLs, or http on this machine, can be used for a login");
  }
  return url;
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Joins `path` to the issuer's URL, which may itself have a path. */
export function issuerUrl(issuer: Issuer, path: string): URL {
  return new URL(`${safeUrl(issuer.url).href.replace(/\/$/, "")}${path}`);
}
