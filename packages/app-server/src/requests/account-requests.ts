import { randomUUID } from "node:crypto";
import type { Account } from "@codex/app-server-protocol/account";
import type { PlanType } from "@codex/app-server-protocol/rate-limits";
import type { AuthManager, CodexAuth, LoginServer } from "@codex/login";
import { LoginError } from "@codex/login";
import { inBackground } from "@codex/thread-host";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers, RequestParams, RequestResult } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";

type Methods =
  | "account/read"
  | "account/login/start"
  | "account/login/cancel"
  | "account/logout"
  | "account/rateLimits/read"
  | "getAuthStatus";

interface ActiveLogin {
  readonly id: string;
  readonly end: AbortController;
  readonly done: Promise<void>;
}

/** Who is logged in. A login that waits ends with its client. */
export function accountRequests({ server, client, resources }: ClientContext): RequestHandlers<Methods> {
  let active: ActiveLogin | undefined;
  const endActive = async () => {
    active?.end.abort();
    await active?.done;
    active = undefined;
  };
  resources.defer(endActive);
  const needsAccount = async () => {
    const config = await (await server.host()).loadConfig({}, []);
    return config.modelProvider.requires_openai_auth;
  };
  const auth = async () => (await server.host()).auth;
  const tellUpdate = async () => {
    const current = await (await auth()).reload().catch(noneWhenBroken);
    server.tellAll("account/updated", { authMode: current?.mode ?? null, planType: planOf(current) ?? null });
  };
  // A client learns of a change after the answer to the request that made it.
  const tellUpdateLater = () =>
    inBackground("who is logged in could not be told", tellUpdate, server.options.onProblem);
  /** The end of a login that was begun: told once, whether it worked or not. */
  const watch = (id: string, end: AbortController, completed: Promise<void>) => {
    const done = completed
      .then(() => undefined, loginFailure)
      .then((error) => {
        if (active?.id === id) active = undefined;
        const params = { loginId: id, success: error === undefined, error: error ?? null };
        void client.notify("account/login/completed", params);
        if (error === undefined) tellUpdateLater();
      });
    active = { id, end, done };
  };
  const startChatGpt = async (): Promise<RequestResult<"account/login/start">> => {
    const { startLoginServer } = await import("@codex/login");
    const end = new AbortController();
    const login: LoginServer = await startLoginServer({
      manager: await auth(),
      port: server.options.loginPort,
      callbackHost: "127.0.0.1",
      signal: end.signal,
    });
    const id = randomUUID();
    watch(
      id,
      end,
      login.completed.finally(() => login[Symbol.asyncDispose]()),
    );
    return { type: "chatgpt", loginId: id, authUrl: login.authUrl };
  };
  const startDeviceCode = async (signal: AbortSignal): Promise<RequestResult<"account/login/start">> => {
    const { completeDeviceLogin, openAiIssuer, requestDeviceCode } = await import("@codex/login");
    const manager = await auth();
    manager.checkMethod("chatgpt");
    const code = await requestDeviceCode(openAiIssuer, signal);
    const end = new AbortController();
    const id = randomUUID();
    watch(id, end, completeDeviceLogin({ manager, issuer: openAiIssuer, code }, end.signal));
    const { userCode, verificationUrl } = code;
    return { type: "chatgptDeviceCode", loginId: id, userCode, verificationUrl };
  };
  return {
    async "account/read"({ refreshToken }, { signal }) {
      const requiresOpenaiAuth = await needsAccount();
      if (!requiresOpenaiAuth) return { account: null, requiresOpenaiAuth };
      const manager = await auth();
      if (refreshToken === true) await manager.refresh(signal).catch(noneWhenBroken);
      return { account: accountOf(await manager.current().catch(noneWhenBroken)), requiresOpenaiAuth };
    },
    async "account/login/start"(params, { signal }) {
      await endActive();
      switch (params.type) {
        case "apiKey":
          await loginWithKey(await auth(), params, signal);
          setImmediate(() => {
            void client.notify("account/login/completed", { loginId: null, success: true, error: null });
            tellUpdateLater();
          });
          return { type: "apiKey" };
        case "chatgpt":
          return startChatGpt();
        case "chatgptDeviceCode":
          return startDeviceCode(signal);
        default:
          throw invalidRequest(`a login of the type ${params.type} is not supported`);
      }
    },
    async "account/login/cancel"({ loginId }) {
      if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(loginId))
        throw invalidRequest(`invalid login id: ${loginId}`);
      if (active?.id !== loginId) return { status: "notFound" };
      await endActive();
      return { status: "canceled" };
    },
    async "account/logout"() {
      await endActive();
      await (await auth()).logout();
      setImmediate(tellUpdateLater);
      return {};
    },
    "account/rateLimits/read"() {
      throw invalidRequest("chatgpt authentication required to read rate limits");
    },
    async getAuthStatus(params, { signal }) {
      const requiresOpenaiAuth = await needsAccount();
      if (!requiresOpenaiAuth) return { authMethod: null, authToken: null, requiresOpenaiAuth };
      const manager = await auth();
      if (params?.refreshToken === true) await manager.refresh(signal).catch(noneWhenBroken);
      const bearer = await manager.bearerToken(signal).catch(noneWhenBroken);
      const authToken = params?.includeToken === true ? bearer?.token : undefined;
      return { authMethod: bearer?.mode ?? null, authToken: authToken ?? null, requiresOpenaiAuth };
    },
  };
}

async function loginWithKey(
  manager: AuthManager,
  { apiKey }: Extract<RequestParams<"account/login/start">, { type: "apiKey" }>,
  signal: AbortSignal,
): Promise<void> {
  if (apiKey.trim() === "") throw invalidRequest("the API key is empty");
  await manager.loginWithApiKey(apiKey, signal);
}

function accountOf(auth: CodexAuth | undefined): Account | null {
  if (auth === undefined) return null;
  if (auth.mode === "apikey") return { type: "apiKey" };
  return { type: "chatgpt", email: auth.email ?? null, planType: planOf(auth) ?? "unknown" };
}

const planOf = (auth: CodexAuth | undefined): PlanType | undefined =>
  auth?.mode === "chatgpt" ? auth.planType : undefined;

/** A login that cannot be used counts as none here; whoever uses it is told why. */
function noneWhenBroken(error: unknown): undefined {
  if (!(error instanceof LoginError)) throw error;
  return undefined;
}

function loginFailure(error: unknown): string {
  if (!(error instanceof LoginError)) return "Login server error: unexpected error";
  if (error.code === "login-cancelled") return "Login server error: Login was not completed";
  return error.code === "login-timed-out" ? error.message : `Login server error: ${error.message}`;
}
