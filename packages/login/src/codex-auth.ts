import type { AuthMode } from "@codex/protocol";
import type { AuthDotJson, TokenData } from "./auth-file.js";
import { tokenClaims } from "./id-token.js";

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
}

/**
 * Chooses between what is stored and `OPENAI_API_KEY`. What is stored wins; where it holds both a key and tokens, the
 * key is taken for plans that are billed by use, or when config prefers it.
 */
export function chooseAuth({ stored, env, preferredAuthMethod }: AuthChoice): CodexAuth | undefined {
  const key = stored?.OPENAI_API_KEY?.trim();
  const tokens = stored?.tokens;
  if (key && (!tokens || prefersApiKey(tokens, preferredAuthMethod))) {
    return { mode: "apikey", apiKey: key, source: "stored" };
  }
  if (stored && tokens) return chatGptAuth(tokens, stored.last_refresh);
  // Differs from codex-rs: an auth.json with neither key nor tokens is no login there either, so the variable counts.
  // Secrets of CI often end with a line.
  const fromEnvironment = env["OPENAI_API_KEY"]?.trim();
  return fromEnvironment ? { mode: "apikey", apiKey: fromEnvironment, source: "environment" } : undefined;
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
