import { timingSafeEqual } from "node:crypto";
import type { AuthManager } from "./auth-manager.js";
import { type Issuer, issuerUrl } from "./issuer.js";
import { LoginError } from "./login-error.js";
import { authorizationServer, type ChatGptLogin, redeemCode } from "./oauth-requests.js";
import { plainText } from "./plain-text.js";

export interface LoginAttemptOptions {
  readonly manager: AuthManager;
  readonly issuer: Issuer;
  /** The port of the redirect to this machine, even if we do not listen there. */
  readonly port: number;
  /** The host name in the redirect. Default: `localhost`. */
  readonly callbackHost?: CallbackHost | undefined;
}

/** The names of this machine that the issuer accepts in a redirect. */
export type CallbackHost = "localhost" | "127.0.0.1";

/** The result of a callback. Only `logged-in` ends the attempt; after anything else, the right callback still works. */
export type CallbackResult =
  | { readonly type: "logged-in"; readonly login: ChatGptLogin }
  /** Not a callback of this login, a repeated one, or one with an error instead of a code. */
  | { readonly type: "refused"; readonly reason: string }
  /** The code could not be exchanged, or the tokens could not be stored. */
  | { readonly type: "failed"; readonly reason: string };

/** One authorization-code login with PKCE. Callbacks come from the browser or are pasted by the user. */
export class LoginAttempt {
  /** The page where the user logs in. */
  readonly authUrl: string;
  readonly #options: LoginAttemptOptions;
  readonly #redirectUri: string;
  readonly #state: string;
  readonly #codeVerifier: string;
  readonly #usedCodes = new Set<string>();

  private constructor(options: LoginAttemptOptions, secrets: AttemptSecrets) {
    this.#options = options;
    this.#redirectUri = redirectUri(options.port, options.callbackHost);
    this.#state = secrets.state;
    this.#codeVerifier = secrets.codeVerifier;
    this.authUrl = authorizeUrl(options, secrets);
  }

  /** @throws LoginError `login-not-allowed` where nobody may log in with ChatGPT. */
  static async start(options: LoginAttemptOptions): Promise<LoginAttempt> {
    options.manager.checkMethod("chatgpt");
    const oauth = await import("oauth4webapi");
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const codeChallenge = await oauth.calculatePKCECodeChallenge(codeVerifier);
    return new LoginAttempt(options, { state: oauth.generateRandomState(), codeVerifier, codeChallenge });
  }

  /** Checks the parameters of a callback, exchanges its code and stores the tokens. Throws only when `signal` aborts. */
  async accept(parameters: URLSearchParams, signal: AbortSignal): Promise<CallbackResult> {
    if (!sameText(parameters.get("state") ?? "", this.#state)) {
      return { type: "refused", reason: "State mismatch: this does not answer the login in progress" };
    }
    const refusal = this.#refusalOf(parameters);
    if (refusal !== undefined) return { type: "refused", reason: refusal };
    try {
      return { type: "logged-in", login: await this.#redeem(parameters, signal) };
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof LoginError ? error.message : "unexpected error";
      return { type: "failed", reason };
    }
  }

  #refusalOf(parameters: URLSearchParams): string | undefined {
    const error = parameters.get("error");
    if (error !== null) {
      const description = parameters.get("error_description");
      return `The login was refused: ${plainText(description ? `${error}: ${description}` : error)}`;
    }
    const code = parameters.get("code");
    if (!code) return "The authorization code is missing";
    if (this.#usedCodes.has(code)) return "This authorization code was already used";
    this.#usedCodes.add(code);
    return undefined;
  }

  async #redeem(parameters: URLSearchParams, signal: AbortSignal): Promise<ChatGptLogin> {
    const { manager, issuer } = this.#options;
    const validated = await validate(parameters, { issuer, state: this.#state });
    const login = await redeemCode(
      { issuer, parameters: validated, redirectUri: this.#redirectUri, codeVerifier: this.#codeVerifier },
      signal,
    );
    await manager.loginWithTokens(login, signal);
    return login;
  }
}

/** Returns the query of a callback URL that the user copied from the browser's address bar, or of a query alone. */
export function parsePastedCallback(text: string): URLSearchParams {
  const trimmed = text.trim();
  const query = URL.canParse(trimmed) ? new URL(trimmed).search : trimmed.replace(/^[^?]*\?/, "");
  return new URLSearchParams(query);
}

export function redirectUri(port: number, host: CallbackHost = "localhost"): string {
  return `http://${host}:${port}/auth/callback`;
}

interface AttemptSecrets {
  readonly state: string;
  readonly codeVerifier: string;
  readonly codeChallenge: string;
}

function authorizeUrl({ manager, issuer, port, callbackHost }: LoginAttemptOptions, secrets: AttemptSecrets): string {
  const { workspaces } = manager.limits;
  const url = issuerUrl(issuer, "/oauth/authorize");
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: issuer.clientId,
    redirect_uri: redirectUri(port, callbackHost),
    scope: "openid profile email offline_access",
    code_challenge: secrets.codeChallenge,
    code_challenge_method: "S256",
    id_token_add_organizations: "true",
    codex_cli_simplified_flow: "true",
    ...(workspaces && { allowed_workspace_id: workspaces.join(",") }),
    state: secrets.state,
  }).toString();
  return url.href;
}

async function validate(
  parameters: URLSearchParams,
  expected: { issuer: Issuer; state: string },
): Promise<URLSearchParams> {
  const { validateAuthResponse } = await import("oauth4webapi");
  const client = { client_id: expected.issuer.clientId };
  try {
    return validateAuthResponse(authorizationServer(expected.issuer), client, parameters, expected.state);
  } catch (error) {
    throw new LoginError("callback-invalid", "the answer of the login page is not valid", { cause: error });
  }
}

export function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
