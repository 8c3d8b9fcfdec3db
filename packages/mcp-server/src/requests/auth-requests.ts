import { randomUUID } from "node:crypto";
import { type Handlers, RpcError } from "@codex/jsonrpc";
import { type AuthManager, type Issuer, LoginError, type LoginServer } from "@codex/login";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { clientMethods, type GetAuthStatusResponse, type serverNotifications } from "@codex/protocol";
import { inBackground } from "@codex/thread-host";
import type { z } from "zod";

/** The login requests of the Codex protocol. */
export const authMethods = {
  loginChatGpt: clientMethods.loginChatGpt,
  cancelLoginChatGpt: clientMethods.cancelLoginChatGpt,
  logoutChatGpt: clientMethods.logoutChatGpt,
  getAuthStatus: clientMethods.getAuthStatus,
} as const;

type AuthNotifications = typeof serverNotifications;

export interface AuthRequestsOptions {
  /** Created by the first request. */
  readonly auth: () => Promise<AuthManager>;
  /** Sends a notification to the client. */
  readonly notify: <M extends keyof AuthNotifications>(
    method: M,
    params: z.input<AuthNotifications[M]["params"]>,
  ) => void;
  /** Called for problems that no answer reports. */
  readonly onProblem?: ((message: string) => void) | undefined;
  /** Default: OpenAI. */
  readonly issuer?: Issuer | undefined;
  /** Default: 1455. */
  readonly port?: number | undefined;
}

export interface AuthRequests extends Handlers<typeof authMethods>, AsyncDisposable {}

/** Handles the login requests. Disposing cancels a pending login. */
export function createAuthRequests(options: AuthRequestsOptions): AuthRequests {
  let active: ActiveLogin | undefined;
  const endActive = async () => {
    await active?.server[Symbol.asyncDispose]();
    active = undefined;
  };
  const watch = async (login: ActiveLogin) => {
    await reportLogin(login, options);
    if (active === login) active = undefined;
  };
  return {
    async loginChatGpt() {
      // Differs from codex-rs: a second login replaces the first, instead of failing because the first one uses the port.
      await endActive();
      const login = { id: randomUUID(), server: await startLogin(options) };
      active = login;
      inBackground("login_chat_gpt_complete could not be sent", () => watch(login), options.onProblem);
      return { loginId: login.id, authUrl: login.server.authUrl };
    },
    async cancelLoginChatGpt({ loginId }) {
      if (active?.id !== loginId) throw new RpcError(ErrorCode.invalidRequest, `login id not found: ${loginId}`);
      await endActive();
      return {};
    },
    async logoutChatGpt() {
      await endActive();
      const auth = await options.auth();
      await orInternalError("logout failed", () => auth.logout());
      setImmediate(() =>
        // A client learns of a change after the answer to the request that made it.
        inBackground("auth_status_change could not be sent", () => notifyStatus(auth, options), options.onProblem),
      );
      return {};
    },
    async getAuthStatus({ includeToken = false, refreshToken = false }, { signal }) {
      const auth = await options.auth();
      if (refreshToken) await orNothing(() => auth.refresh(signal));
      const bearer = await orNothing(() => auth.bearerToken(signal));
      const status: GetAuthStatusResponse = { preferredAuthMethod: auth.preferredAuthMethod };
      if (bearer === undefined) return status;
      return { ...status, authMethod: bearer.mode, ...(includeToken ? { authToken: bearer.token } : {}) };
    },
    [Symbol.asyncDispose]: endActive,
  };
}

interface ActiveLogin {
  readonly id: string;
  readonly server: LoginServer;
}

async function startLogin({ auth, issuer, port }: AuthRequestsOptions): Promise<LoginServer> {
  const { startLoginServer } = await import("@codex/login");
  const manager = await auth();
  return orInternalError("failed to start login server", () => startLoginServer({ manager, issuer, port }));
}

async function reportLogin({ id, server }: ActiveLogin, options: AuthRequestsOptions): Promise<void> {
  const error = await server.completed.then(() => undefined, loginFailure);
  const success = error === undefined;
  options.notify("codex/event/login_chat_gpt_complete", { loginId: id, success, ...(success ? {} : { error }) });
  if (success) await notifyStatus(await options.auth(), options);
}

function loginFailure(error: unknown): string {
  if (!(error instanceof LoginError)) return "Login server error: unexpected error";
  return error.code === "login-timed-out" ? error.message : `Login server error: ${error.message}`;
}

async function notifyStatus(auth: AuthManager, { notify }: AuthRequestsOptions): Promise<void> {
  const current = await orNothing(() => auth.reload());
  notify("codex/event/auth_status_change", current === undefined ? {} : { authMethod: current.mode });
}

async function orInternalError<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    throw new RpcError(ErrorCode.internalError, `${what}: ${error.message}`, { cause: error });
  }
}

/** An unusable login counts as none here; whatever uses it reports the reason. */
async function orNothing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof LoginError) return undefined;
    throw error;
  }
}
