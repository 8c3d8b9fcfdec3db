import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { AuthManager } from "./auth-manager.js";
import { type Issuer, issuerUrl } from "./issuer.js";
import { postToIssuer, readAnswer } from "./issuer-request.js";
import { LoginError } from "./login-error.js";
import { authorizationServer, redeemCode } from "./oauth-requests.js";
import { plainText } from "./plain-text.js";

/** The user opens the URL on any device with a browser and types the code. */
export interface DeviceCode {
  readonly verificationUrl: string;
  readonly userCode: string;
  readonly deviceAuthId: string;
  /** The pause between two requests that ask whether the user is done, in milliseconds. */
  readonly intervalMs: number;
}

/**
 * Asks the issuer for a code.
 * @throws LoginError `device-code-unavailable` where the issuer or the account's workspace does not offer this;
 * `login-refused`, `issuer-unreachable` or `login-failed` otherwise.
 */
export async function requestDeviceCode(issuer: Issuer, signal: AbortSignal): Promise<DeviceCode> {
  const response = await postJson(
    issuer,
    { path: "/api/accounts/deviceauth/usercode", body: { client_id: issuer.clientId } },
    signal,
  );
  if (response.status === 404) {
    await response.body?.cancel();
    throw new LoginError(
      "device-code-unavailable",
      `${new URL(issuer.url).host} does not offer a login by device code`,
    );
  }
  const answer = await readAnswer(response, { issuer, schema: UserCodeSchema });
  return {
    verificationUrl: issuerUrl(issuer, "/codex/device").href,
    userCode: plainText(answer.user_code),
    deviceAuthId: answer.device_auth_id,
    intervalMs: answer.interval * 1000,
  };
}

export interface DeviceLogin {
  readonly manager: AuthManager;
  readonly issuer: Issuer;
  readonly code: DeviceCode;
  /** How long the user has, in milliseconds. Default: 15 minutes, the lifetime of the code. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Waits until the user has typed the code, and stores the tokens.
 * @throws LoginError `login-timed-out`, `login-refused`, `issuer-unreachable`, `login-failed` or one of the storage's.
 */
export async function completeDeviceLogin(login: DeviceLogin, signal: AbortSignal): Promise<void> {
  const { issuer, manager } = login;
  const approval = await waitForApproval(login, signal);
  const granted = await redeemCode(
    {
      issuer,
      parameters: await codeParameters(issuer, approval.authorization_code),
      redirectUri: issuerUrl(issuer, "/deviceauth/callback").href,
      codeVerifier: approval.code_verifier,
    },
    signal,
  );
  await manager.loginWithTokens(granted, signal);
}

const CODE_LIFE_MS = 15 * 60 * 1000;
/** In a row; more end the wait. */
const MAX_FAILURES = 5;
const LONGEST_INTERVAL_S = 60;

const word = z.string().check(z.minLength(1));

const UserCodeSchema = z
  .pipe(
    z.object({
      device_auth_id: word,
      user_code: z.optional(word),
      usercode: z.optional(word),
      /** Seconds, as a number or as text. */
      interval: z.catch(z.coerce.number().check(z.minimum(0), z.maximum(LONGEST_INTERVAL_S)), 5),
    }),
    z.transform(({ user_code, usercode, ...rest }) => ({ ...rest, user_code: user_code ?? usercode ?? "" })),
  )
  .check(z.refine(({ user_code }) => user_code !== ""));

const ApprovalSchema = z.object({ authorization_code: word, code_verifier: word });
type Approval = z.infer<typeof ApprovalSchema>;

async function waitForApproval(login: DeviceLogin, signal: AbortSignal): Promise<Approval> {
  const { code } = login;
  const deadline = Date.now() + (login.timeoutMs ?? CODE_LIFE_MS);
  for (let failures = 0; ; ) {
    const outcome = await askForApproval(login, signal);
    if (outcome instanceof LoginError) {
      failures++;
      if (failures > MAX_FAILURES) throw outcome;
    } else if (outcome === "pending") failures = 0;
    else return outcome;
    if (Date.now() + code.intervalMs >= deadline) {
      throw new LoginError("login-timed-out", "the code was not entered in time");
    }
    await sleep(code.intervalMs, undefined, { signal });
  }
}

/** The network or the issuer may be out of order for a moment while the user types the code: such an error is returned. */
async function askForApproval(
  { issuer, code }: DeviceLogin,
  signal: AbortSignal,
): Promise<Approval | "pending" | LoginError> {
  const body = { device_auth_id: code.deviceAuthId, user_code: code.userCode };
  let status = 0;
  try {
    const response = await postJson(issuer, { path: "/api/accounts/deviceauth/token", body }, signal);
    status = response.status;
    if (!isPending(status)) return await readAnswer(response, { issuer, schema: ApprovalSchema });
    await response.body?.cancel();
    return "pending";
  } catch (error) {
    if (error instanceof LoginError && (status >= 500 || error.code === "issuer-unreachable")) return error;
    throw error;
  }
}

/** These statuses are the issuer's only way to say "not yet"; for 429, the pause between requests is enough. */
function isPending(status: number): boolean {
  return status === 403 || status === 404 || status === 429;
}

interface JsonRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
}

function postJson(issuer: Issuer, { path, body }: JsonRequest, signal: AbortSignal): Promise<Response> {
  return postToIssuer(issuer, { url: issuerUrl(issuer, path), body: JSON.stringify(body) }, signal);
}

/** The OAuth library only accepts parameters that it has validated, as it does for a callback. */
async function codeParameters(issuer: Issuer, code: string): Promise<URLSearchParams> {
  const oauth = await import("oauth4webapi");
  const client = { client_id: issuer.clientId };
  const parameters = new URLSearchParams({ code });
  return oauth.validateAuthResponse(authorizationServer(issuer), client, parameters, oauth.skipStateCheck);
}
