import { join } from "node:path";
import * as z from "zod/mini";
import type { AuthDotJson, TokenData } from "./auth-file.js";
import { type StoragePlace, updateStorage } from "./auth-storage.js";
import type { Issuer } from "./issuer.js";
import { postToIssuer } from "./issuer-request.js";
import { LoginError } from "./login-error.js";
import { acquireStorageLock } from "./storage-lock.js";

export interface RefreshTarget extends StoragePlace {
  readonly issuer: Issuer;
  /** The issuer's URL, unless it is overridden. */
  readonly tokenUrl: URL;
  /** Called when new tokens could not be written: they work in this process, but are lost when it exits. */
  readonly onUnsaved: (error: unknown) => void;
}

/**
 * Exchanges the refresh token for new tokens, once for all processes that share `codexHome`. A refresh token works once, so a process that
 * waited for the lock finds new tokens and uses those. If auth.json is a link, the new tokens are written to its target, for everyone who
 * shares them.
 *
 * `used` are the tokens that the caller found expired or refused.
 *
 * @returns what is stored afterwards: tokens refreshed here or elsewhere, or undefined after a logout.
 * @throws LoginError `refresh-rejected`, `refresh-failed`, `lock-failed` or a storage error.
 */
export async function refreshTokens(
  given: RefreshTarget,
  used: TokenData,
  signal: AbortSignal,
): Promise<AuthDotJson | undefined> {
  const target = { ...given, ...(await given.storage.origin?.()) };
  const path = join(target.codexHome, "auth-refresh.lock");
  await using _lock = await acquireStorageLock(path, { signal, timeoutMs: REFRESH_LOCK_LIMIT_MS });
  const before = await target.storage.read();
  if (!holds(before, used)) return before;
  try {
    const fresh = await requestRefresh(target, used.refresh_token, signal);
    return await store(target, { before, used, fresh });
  } catch (error) {
    // A program that takes no lock may have used the refresh token first; then its tokens are the valid ones.
    const after = await target.storage.read();
    if (!holds(after, used)) return after;
    throw error;
  }
}

/** Longer than a request may take, so that one slow refresh does not fail the processes waiting for it. */
const REFRESH_LOCK_LIMIT_MS = 90_000;

const RefreshResponseSchema = z.object({
  id_token: z.nullish(z.string()),
  access_token: z.nullish(z.string()),
  refresh_token: z.nullish(z.string()),
});
type RefreshResponse = z.infer<typeof RefreshResponseSchema>;

function holds(stored: AuthDotJson | undefined, used: TokenData): boolean {
  const tokens = stored?.tokens;
  return tokens?.refresh_token === used.refresh_token && tokens.access_token === used.access_token;
}

async function requestRefresh(target: RefreshTarget, token: string, signal: AbortSignal): Promise<RefreshResponse> {
  const { issuer, tokenUrl } = target;
  const body = JSON.stringify({
    client_id: issuer.clientId,
    grant_type: "refresh_token",
    refresh_token: token,
    scope: "openid profile email",
  });
  try {
    const response = await postToIssuer(issuer, { url: tokenUrl, body }, signal);
    if (!response.ok) throw refusal(tokenUrl.host, response.status, await response.text());
    return RefreshResponseSchema.parse(await response.json());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LoginError && error.code !== "issuer-unreachable") throw error;
    const reason = error instanceof LoginError ? error.message : `${tokenUrl.host} sent an answer that is not a login`;
    throw new LoginError("refresh-failed", `could not refresh the login: ${reason}`, { cause: error });
  }
}

const REJECTIONS: Readonly<Record<string, string>> = {
  refresh_token_expired: "it has expired",
  refresh_token_reused: "it was already used",
  refresh_token_invalidated: "it was revoked",
  invalid_grant: "it is not valid any more",
};

function refusal(host: string, status: number, body: string): LoginError {
  const reason = REJECTIONS[errorCodeOf(body) ?? ""];
  if (reason === undefined && status !== 401) {
    return new LoginError("refresh-failed", `could not refresh the login: ${host} answered with status ${status}`);
  }
  const because = reason ?? `${host} refused it`;
  return new LoginError("refresh-rejected", `the login cannot be refreshed: ${because}. Run \`codex login\` again.`);
}

const ErrorBodySchema = z.object({ error: z.union([z.string(), z.object({ code: z.string() })]) });

function errorCodeOf(body: string): string | undefined {
  try {
    const { error } = ErrorBodySchema.parse(JSON.parse(body));
    return typeof error === "string" ? error : error.code;
  } catch {
    return undefined;
  }
}

interface Refreshed {
  readonly before: AuthDotJson | undefined;
  readonly used: TokenData;
  readonly fresh: RefreshResponse;
}

/** The old refresh token is spent, so the new one must survive both the caller's signal and a full disk. */
async function store(target: RefreshTarget, refreshed: Refreshed): Promise<AuthDotJson | undefined> {
  const unhurried = new AbortController().signal;
  try {
    return await updateStorage(target, (stored) => merge(stored, refreshed) ?? "keep", unhurried);
  } catch (error) {
    target.onUnsaved(error);
    return merge(refreshed.before, refreshed);
  }
}

/** Undefined if there was a newer login or a logout in between, which takes precedence. */
function merge(stored: AuthDotJson | undefined, { used, fresh }: Refreshed): AuthDotJson | undefined {
  if (!stored?.tokens || !holds(stored, used)) return undefined;
  const tokens = {
    ...stored.tokens,
    id_token: fresh.id_token ?? stored.tokens.id_token,
    access_token: fresh.access_token ?? stored.tokens.access_token,
    refresh_token: fresh.refresh_token ?? stored.tokens.refresh_token,
  };
  return { ...stored, tokens, last_refresh: new Date().toISOString() };
}
