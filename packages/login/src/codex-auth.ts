import type { AuthMode } from "@codex/protocol";
import type { AuthDotJson, TokenData } from "./auth-file.js";
import { tokenClaims } from "./id-token.js";
import { type LoginLimits, refusalOf } from "./login-limits.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What Codex is logged in with. */
export type CodexAuth =
  | { readonly mode: "apikey"; readonly apiKey: string; readonly source: "environment" | "stored" }
  | {
      readonly mode: "chatgpt";
      readonly tokens: TokenData;
      readonly accountId: string | undefined;
      readonly planType: string | undefined;
      readonly email: string | undefined;
      /** Milliseconds since 1970; undefined when auth.json does not say. */
      readonly lastRefresh: number | undefined;
    };

export interface AuthChoice {
  readonly stored: AuthDotJson | undefined;
  readonly env: Environment;
  readonly preferredAuthMethod: AuthMode;
  readonly limits: LoginLimits;
}

/** What to log in with, or why what there is may not be used. */
export type ChosenAuth =
  | { readonly auth: CodexAuth | undefined }
  | { readonly auth: undefined; readonly refusal: string };

/**
 * Chooses between what is stored and `OPENAI_API_KEY`. What is stored wins; where it holds both a key and tokens, the
 * key is taken for plans that are billed by use, or when config prefers it. What may not be used stays where it is.
 */
// Differs from codex-rs: today's deletes a login that may not be used.
export function chooseAuth(choice: AuthChoice): ChosenAuth {
  const { limits } = choice;
  const logins = loginsIn(choice);
  const auth = logins.find(({ mode }) => limits.method === undefined || mode === limits.method) ?? logins[0];
  if (auth === undefined) return { auth };
  const refusal = refusalOf(limits, auth);
  return refusal === undefined ? { auth } : { auth: undefined, refusal };
}

/** What there is, what is to be taken first comes first. */
function loginsIn({ stored, env, preferredAuthMethod }: AuthChoice): CodexAuth[] {
  const key = apiKeyAuth(stored?.OPENAI_API_KEY, "stored");
  const tokens = stored?.tokens;
  const chatGpt = tokens ? [chatGptAuth(tokens, stored.last_refresh)] : [];
  const keyFirst = tokens && prefersApiKey(tokens, preferredAuthMethod);
  // Differs from codex-rs: an auth.json with neither key nor tokens is no login there either, so the variable counts.
  const fromEnvironment = apiKeyAuth(env["OPENAI_API_KEY"], "environment");
  return [...(keyFirst ? [...key, ...chatGpt] : [...chatGpt, ...key]), ...fromEnvironment];
}

/** Secrets of CI often end with a line. */
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
