import { setTimeout as sleep } from "node:timers/promises";
import type { AuthMode } from "@codex/protocol";
import type { AuthDotJson, TokenData } from "./auth-file.js";
import { type AuthStorage, createFileStorage, updateStorage } from "./auth-storage.js";
import { type BearerToken, type BearerTokenSource, bearerTokenOf } from "./bearer-token.js";
import { apiKeyAuth, type ChosenAuth, type CodexAuth, chooseAuth, type Environment } from "./codex-auth.js";
import { tokenClaims } from "./id-token.js";
import { type Issuer, issuerUrl, openAiIssuer, safeUrl } from "./issuer.js";
import { LoginError } from "./login-error.js";
import { checkMethod, type LoginLimits, refusalOf } from "./login-limits.js";
import { refreshTokens } from "./refresh-tokens.js";
import { isExpired, isOld } from "./token-age.js";
import { untilAborted } from "./until-aborted.js";

export interface AuthManagerOptions {
  readonly codexHome: string;
  /** Read for `OPENAI_API_KEY` and `CODEX_REFRESH_TOKEN_URL_OVERRIDE` (https, or http on this machine). */
  readonly env: Environment;
  /** A key that replaces every stored login. The storage is then neither read nor written. */
  readonly apiKey?: string | undefined;
  /** `preferred_auth_method` of config.toml. Default `chatgpt`. */
  readonly preferredAuthMethod?: AuthMode | undefined;
  /** Other logins are neither created nor used. Default: no limits. */
  readonly limits?: LoginLimits | undefined;
  /** Default: auth.json in `codexHome`. */
  readonly storage?: AuthStorage | undefined;
  /** Default: OpenAI. */
  readonly issuer?: Issuer | undefined;
  /** Receives warnings that fail no call, such as refreshed tokens that could not be saved. Worded for the user. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The only source of credentials in a process. It sees logins, logouts and refreshes by other processes at the next use.
 * Methods throw only `LoginError`, or the signal's reason.
 */
export class AuthManager implements AsyncDisposable {
  readonly preferredAuthMethod: AuthMode;
  readonly codexHome: string;
  /** The issuer of the logins. */
  readonly issuer: Issuer;
  readonly limits: LoginLimits;
  readonly #options: AuthManagerOptions;
  readonly #storage: AuthStorage;
  readonly #tokenUrl: URL;
  readonly #closing = new AbortController();
  #cached: { readonly version: string; readonly stored: AuthDotJson | undefined } | undefined;
  #refreshing: Promise<AuthDotJson | undefined> | undefined;

  private constructor(options: AuthManagerOptions) {
    this.#options = options;
    this.codexHome = options.codexHome;
    this.issuer = options.issuer ?? openAiIssuer;
    this.limits = options.limits ?? {};
    this.preferredAuthMethod = options.preferredAuthMethod ?? "chatgpt";
    this.#storage = options.storage ?? createFileStorage(options.codexHome);
    const override = options.env["CODEX_REFRESH_TOKEN_URL_OVERRIDE"];
    this.#tokenUrl = override ? safeUrl(override) : issuerUrl(this.issuer, "/oauth/token");
  }

  /** A broken auth.json does not fail here, only in the first call that needs a login: `codex login` must still work. */
  static async load(options: AuthManagerOptions): Promise<AuthManager> {
    const manager = new AuthManager(options);
    await manager.reload().catch(ignoreLoginError);
    return manager;
  }

  /** The current login, without refreshing it. */
  async current(): Promise<CodexAuth | undefined> {
    return (await this.#chosen()).auth;
  }

  /** Like `current`, but reads the storage even if it seems unchanged. */
  async reload(): Promise<CodexAuth | undefined> {
    this.#cached = undefined;
    return this.current();
  }

  /**
   * A token for a request, refreshed first when it has expired or was last refreshed 28 days ago. If the refresh fails, a token that may
   * still work is returned anyway. Throws `login-not-allowed` when the only login is outside the limits.
   */
  async bearerToken(signal: AbortSignal): Promise<BearerToken | undefined> {
    const chosen = await this.#chosen();
    if ("refusal" in chosen) throw new LoginError("login-not-allowed", chosen.refusal);
    const { auth } = chosen;
    if (auth?.mode !== "chatgpt" || !isOld(auth)) return bearerTokenOf(auth);
    try {
      return bearerTokenOf(await this.#refreshed(auth.tokens, signal));
    } catch (error) {
      if (!(error instanceof LoginError) || isExpired(auth.tokens)) throw error;
      return bearerTokenOf(auth);
    }
  }

  /**
   * Refreshes the ChatGPT tokens now; does nothing without a ChatGPT login. Pass the access token that was refused, if any: if it is no
   * longer the current one, it has already been refreshed elsewhere and no request is made.
   */
  async refresh(signal: AbortSignal, refusedToken?: string): Promise<CodexAuth | undefined> {
    const auth = await this.current();
    if (auth?.mode !== "chatgpt") return auth;
    if (refusedToken !== undefined && refusedToken !== auth.tokens.access_token) return auth;
    return this.#refreshed(auth.tokens, signal);
  }

  modelAuth(): BearerTokenSource {
    let last: BearerToken | undefined;
    return {
      get: async (signal) => {
        last = await this.bearerToken(signal);
        return last;
      },
      refresh: async (signal, refusedToken) => {
        if (last?.mode !== "chatgpt") return false;
        const refused = refusedToken ?? last.token;
        const token = bearerTokenOf(await this.refresh(signal, refused))?.token;
        return token !== undefined && token !== refused;
      },
    };
  }

  /**
   * Checks the limits before the user starts a login that would be rejected.
   * @throws LoginError `login-not-allowed` when this kind of login is not allowed.
   */
  checkMethod(mode: AuthMode): void {
    checkMethod(this.limits, mode);
  }

  /** Stores an API key, replacing any other login. */
  async loginWithApiKey(apiKey: string, signal: AbortSignal): Promise<void> {
    this.checkMethod("apikey");
    await this.#update(() => ({ OPENAI_API_KEY: apiKey, auth_mode: "apikey" }), signal);
  }

  /** Stores the tokens of a new ChatGPT login, and the API key they were exchanged for, if any. */
  async loginWithTokens(login: { tokens: TokenData; apiKey?: string | undefined }, signal: AbortSignal): Promise<void> {
    const { tokens, apiKey } = login;
    const accountId = tokens.account_id ?? tokenClaims(tokens.id_token).accountId;
    const refusal = refusalOf(this.limits, { mode: "chatgpt", accountId });
    if (refusal !== undefined) throw new LoginError("login-not-allowed", refusal);
    const lastRefresh = new Date().toISOString();
    await this.#update(
      (stored) => ({
        ...stored,
        ...(apiKey ? { OPENAI_API_KEY: apiKey } : {}),
        auth_mode: "chatgpt",
        tokens,
        last_refresh: lastRefresh,
      }),
      signal,
    );
  }

  /**
   * Deletes the stored login, even if it cannot be read.
   * @returns whether there was one.
   */
  async logout(): Promise<boolean> {
    const removed = await this.#storage.remove();
    this.#cached = undefined;
    return removed;
  }

  /** Waits briefly for a refresh in progress: its old refresh token is spent, so the new tokens must be saved. */
  async [Symbol.asyncDispose](): Promise<void> {
    const done = new AbortController();
    const limit = sleep(CLOSE_LIMIT_MS, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([this.#refreshing?.catch(() => {}), limit]);
    done.abort();
    this.#closing.abort();
  }

  async #chosen(): Promise<ChosenAuth> {
    const [given] = apiKeyAuth(this.#options.apiKey, "environment");
    if (given !== undefined) {
      const refusal = refusalOf(this.limits, given);
      return refusal === undefined ? { auth: given } : { auth: undefined, refusal };
    }
    const version = await this.#storage.version();
    if (this.#cached?.version !== version) this.#cached = { version, stored: await this.#storage.read() };
    return this.#choose(this.#cached.stored);
  }

  #choose(stored: AuthDotJson | undefined): ChosenAuth {
    const { env } = this.#options;
    return chooseAuth({ stored, env, preferredAuthMethod: this.preferredAuthMethod, limits: this.limits });
  }

  async #update(change: (stored: AuthDotJson | undefined) => AuthDotJson, signal: AbortSignal): Promise<void> {
    await updateStorage({ storage: this.#storage, codexHome: this.codexHome }, change, signal);
    this.#cached = undefined;
  }

  /** All callers share one refresh. Each can stop waiting for it; none can cancel it. */
  async #refreshed(used: TokenData, signal: AbortSignal): Promise<CodexAuth | undefined> {
    this.#refreshing ??= this.#startRefresh(used);
    return this.#choose(await untilAborted(this.#refreshing, signal)).auth;
  }

  async #startRefresh(used: TokenData): Promise<AuthDotJson | undefined> {
    try {
      const target = {
        codexHome: this.codexHome,
        storage: this.#storage,
        issuer: this.issuer,
        tokenUrl: this.#tokenUrl,
        onUnsaved: (error: unknown) => this.#warnUnsaved(error),
      };
      const stored = await refreshTokens(target, used, this.#closing.signal);
      this.#cached = { version: await this.#storage.version(), stored };
      return stored;
    } finally {
      this.#refreshing = undefined;
    }
  }

  #warnUnsaved(error: unknown): void {
    const reason = error instanceof Error ? error.message : "unexpected error";
    this.#options.onWarning?.(`The refreshed login could not be saved (${reason}); you may have to log in again.`);
  }
}

const CLOSE_LIMIT_MS = 1_500;

function ignoreLoginError(error: unknown): undefined {
  if (!(error instanceof LoginError)) throw error;
  return undefined;
}
