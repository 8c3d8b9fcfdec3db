import type { Account } from "@codex/app-server-protocol/account";
import type { PlanType } from "@codex/app-server-protocol/rate-limits";
import type { AuthManager, CodexAuth } from "@codex/login";
import { LoginError } from "@codex/login";
import { inBackground } from "@codex/thread-host";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers, RequestParams } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { ClientLogin } from "./client-login.js";

type Methods =
  | "account/read"
  | "account/login/start"
  | "account/login/cancel"
  | "account/logout"
  | "account/rateLimits/read"
  | "getAuthStatus";

/** Accounts and logins. A pending login ends with its client. */
export function accountRequests({ server, client, resources }: ClientContext): RequestHandlers<Methods> {
  const needsAccount = async () => {
    const config = await (await server.host()).loadConfig({}, []);
    return config.modelProvider.requires_openai_auth;
  };
  const auth = async () => (await server.host()).auth;
  const sendUpdate = async () => {
    server.accountLimits.forget();
    const current = await (await auth()).reload().catch(noneWhenBroken);
    server.notifyAll("account/updated", { authMode: current?.mode ?? null, planType: planOf(current) ?? null });
  };
  // A client learns of a change after the answer to the request that made it.
  const sendUpdateLater = () => inBackground("account/updated could not be sent", sendUpdate, server.options.onProblem);
  const login = new ClientLogin(({ loginId, error }) => {
    void client.notify("account/login/completed", { loginId, success: error === undefined, error: error ?? null });
    if (error === undefined) sendUpdateLater();
  });
  resources.defer(() => login.end());
  return {
    async "account/read"({ refreshToken }, { signal }) {
      const requiresOpenaiAuth = await needsAccount();
      if (!requiresOpenaiAuth) return { account: null, requiresOpenaiAuth };
      const manager = await auth();
      if (refreshToken === true) await manager.refresh(signal).catch(noneWhenBroken);
      return { account: accountOf(await manager.current().catch(noneWhenBroken)), requiresOpenaiAuth };
    },
    async "account/login/start"(params, { signal }) {
      await login.end();
      switch (params.type) {
        case "apiKey":
          await loginWithKey(await auth(), params, signal);
          setImmediate(() => {
            void client.notify("account/login/completed", { loginId: null, success: true, error: null });
            sendUpdateLater();
          });
          return { type: "apiKey" };
        case "chatgpt":
          return login.startChatGpt(await auth(), server.options.loginPort);
        case "chatgptDeviceCode":
          return login.startDeviceCode(await auth(), signal);
        default:
          throw invalidRequest(`a login of the type ${params.type} is not supported`);
      }
    },
    async "account/login/cancel"({ loginId }) {
      if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(loginId))
        throw invalidRequest(`invalid login id: ${loginId}`);
      return { status: (await login.cancel(loginId)) ? "canceled" : "notFound" };
    },
    async "account/logout"() {
      await login.end();
      await (await auth()).logout();
      setImmediate(sendUpdateLater);
      return {};
    },
    async "account/rateLimits/read"() {
      const current = await (await auth()).current().catch(noneWhenBroken);
      if (current?.mode !== "chatgpt") throw invalidRequest("chatgpt authentication required to read rate limits");
      const { latest } = server.accountLimits;
      if (latest === undefined) throw invalidRequest("rate limits are known after the model's first answer");
      return { rateLimits: latest, rateLimitsByLimitId: { [latest.limitId ?? ""]: latest } };
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

/** An unusable login counts as none here; whatever uses it reports the reason. */
function noneWhenBroken(error: unknown): undefined {
  if (!(error instanceof LoginError)) throw error;
  return undefined;
}
