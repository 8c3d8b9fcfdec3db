import type { TokenData } from "./auth-file.js";
import type { CodexAuth } from "./codex-auth.js";
import { tokenClaims } from "./id-token.js";

const REFRESH_AFTER_MS = 28 * 24 * 60 * 60 * 1000;
const EXPIRY_MARGIN_MS = 60_000;
/** If a token looks expired this soon after a refresh, our clock is wrong and refreshing again would not help. */
const JUST_REFRESHED_MS = 5 * 60_000;

/** Whether to refresh the login's tokens before they are used. */
export function isOld(auth: CodexAuth & { mode: "chatgpt" }): boolean {
  const age = auth.lastRefresh === undefined ? undefined : Date.now() - auth.lastRefresh;
  if (age !== undefined && age > REFRESH_AFTER_MS) return true;
  const justRefreshed = age !== undefined && age >= 0 && age < JUST_REFRESHED_MS;
  return !justRefreshed && isExpired(auth.tokens);
}

export function isExpired(tokens: TokenData): boolean {
  const { expiresAt } = tokenClaims(tokens.access_token);
  return expiresAt !== undefined && expiresAt - EXPIRY_MARGIN_MS < Date.now();
}
