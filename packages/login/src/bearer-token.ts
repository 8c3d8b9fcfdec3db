import type { AuthMode } from "@codex/protocol";
import type { CodexAuth } from "./codex-auth.js";

/** A bearer token and the account it belongs to. */
export interface BearerToken {
  readonly mode: AuthMode;
  readonly token: string;
  readonly accountId?: string | undefined;
  readonly planType?: string | undefined;
}

/** How a model client gets its bearer tokens. */
export interface BearerTokenSource {
  /** Returns a token that should work, refreshing it first if it is old. Undefined when nobody is logged in. */
  get(signal: AbortSignal): Promise<BearerToken | undefined>;
  /**
   * Call this after a 401. `refusedToken` is the token that was refused; default: the one returned last.
   * @returns whether it is worth retrying with a new token.
   */
  refresh(signal: AbortSignal, refusedToken?: string): Promise<boolean>;
}

/** The bearer token of a login. */
export function bearerTokenOf(auth: CodexAuth | undefined): BearerToken | undefined {
  if (auth === undefined) return undefined;
  if (auth.mode === "apikey") return { mode: auth.mode, token: auth.apiKey };
  return {
    mode: auth.mode,
    token: auth.tokens.access_token,
    accountId: auth.accountId,
    planType: auth.planType,
  };
}
