import type { AuthMode } from "@codex/protocol";
import type { AuthDotJson, TokenData } from "./auth-file.js";
import { tokenClaims } from "./id-token.js";
import { type LoginLimits, refusalOf } from "./login-limits.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The login that Codex uses. */
export type CodexAuth =
  | { readonly mode: "apikey"; readonly apiKey: string; readonly source: "environment" | "stored" }
  | {
      readonly mode: "chatgpt";
      readonly tokens: TokenData;
      readonly accountId: string | undefined;
      readonly planType: string | undefined;
      readonly email: string | undefined;
      /** In milliseconds since 1970; undefined when auth.json has no date. */
      readonly lastRefresh: number | undefined;
    };

export interface AuthChoice {
  readonly stored: AuthDotJson | undefined;
  readonly env: Environment;
  readonly preferredAuthMethod: AuthMode;
  readonly limits: LoginLimits;
}

/** The login to use, or why the existing one may not be used. */
export type ChosenAuth =
  | { readonly auth: CodexAuth | undefined }
  | { readonly auth: undefined; readonly refusal: string };

/**
 * Chooses between the stored login and `OPENAI_API_KEY`. The stored login wins. If it has both a key and tokens, the key is used for plans
 * that are billed by use, or when the configuration prefers it. A login that may not be used is not deleted.
 */
// Differs from codex-rs, whose current version deletes a login that may not be used.
export function chooseAuth(choice: AuthChoice): ChosenAuth {
  const { limits } = choice;
  const logins = loginsIn(choice);
  const auth = logins.find(({ mode }) => limits.method === undefined || mode === limits.method) ?? logins[0];
  if (auth === undefined) return { auth };
  const refusal = refusalOf(limits, auth);
  return refusal === undefined ? { auth } : { auth: undefined, refusal };
}

/** All logins, in order of preference. */
function loginsIn({ stored, env, preferredAuthMethod }: AuthChoice): CodexAuth[] {
  const key = apiKeyAuth(stored?.OPENAI_API_KEY, "stored");
  const tokens = stored?.tokens;
  const chatGpt = tokens ? [chatGptAuth(tokens, stored.last_refresh)] : [];
  const keyFirst = tokens && prefersApiKey(tokens, preferredAuthMethod);
  // As in codex-rs, an auth.json with neither a key nor tokens is not a login, so the variable is used.
  const fromEnvironment = apiKeyAuth(env["OPENAI_API_KEY"], "environment");
  return [...(keyFirst ? [...key, ...chatGpt] : [...chatGpt, ...key]), ...fromEnvironment];
}

/** Secrets from CI systems often end with a newline. */
export function apiKeyAuth(text: string | null | undefined, source: "environment" | "stored"): CodexAuth[] {
  const apiKey = text?.trim();
  return apiKey ? [{ mode: "apikey", apiKey, source }] : [];
}

const PLANS_WITH_CODEX: ReadonlySet<string | undefined> = new Set(["free", "plus", "pro", "team"]);

function prefersApiKey(tokens: TokenData, preferred: AuthMode): boolean {
  if (preferred === "apikey") return true;
  const { email, planType } = tokenClaims(tokens.id_token);
  if (email?.trim().toLowerCase().endsWith("@openai.com")) return false;
  return !PLANS_WITH_CODEX.has(planType);
}

function chatGptAuth(tokens: TokenData, lastRefresh: string | null | undefined): CodexAuth {
  const claims = tokenClaims(tokens.id_token);
  return {
    mode: "chatgpt",
    tokens,
    accountId: tokens.account_id ?? claims.accountId,
    planType: claims.planType,
    email: claims.email,
    lastRefresh: lastRefresh ? Date.parse(lastRefresh) : undefined,
  };
}
