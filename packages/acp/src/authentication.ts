import { randomUUID } from "node:crypto";
import { type Connection, RpcError } from "@codex/jsonrpc";
import {
  type AuthManager,
  canOpenBrowser,
  completeDeviceLogin,
  LoginError,
  openBrowser,
  requestDeviceCode,
  startLoginServer,
} from "@codex/login";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { DEVICE_CODE, KEY_VARIABLES, keyIn } from "./auth-methods.js";
import { REQUEST_CANCELLED } from "./rpc-errors.js";
import { askClient } from "./wire/ask-client.js";
import { ElicitationAnswerSchema } from "./wire/client-answers.js";
import type { ClientAbilities } from "./wire/initialize.js";

type Env = Readonly<Record<string, string | undefined>>;

export interface AuthenticateOptions {
  readonly auth: AuthManager;
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly loginPort: number | undefined;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
  readonly requestId: string | number;
  readonly signal: AbortSignal;
}

/** Logs in the way the user chose; settles when that is done. */
export async function authenticate(methodId: string, options: AuthenticateOptions): Promise<void> {
  try {
    switch (methodId) {
      case "api-key":
        return await loginWithKey(options);
      case "chatgpt":
        return await loginWithBrowser(options);
      case DEVICE_CODE:
        return await (options.abilities.opensTerminals ? expectLogin(options.auth) : loginWithCode(options));
      default:
        throw new RpcError(ErrorCode.invalidParams, `there is no way to log in called ${JSON.stringify(methodId)}`);
    }
  } catch (error) {
    if (error instanceof LoginError) throw new RpcError(ErrorCode.internalError, error.message, { cause: error });
    throw error;
  }
}

async function loginWithKey({ auth, env, signal }: AuthenticateOptions): Promise<void> {
  const key = keyIn(env);
  if (key === undefined) {
    const names = KEY_VARIABLES.join(" or ");
    throw new RpcError(ErrorCode.invalidParams, `set ${names} in the environment that the editor starts codex with`);
  }
  await auth.loginWithApiKey(key, signal);
}

async function loginWithBrowser(options: AuthenticateOptions): Promise<void> {
  const { auth, loginPort, signal } = options;
  await using login = await startLoginServer({ manager: auth, port: loginPort, callbackHost: "127.0.0.1", signal });
  const hasOpened = canOpenBrowser(options) && (await openBrowser(login.authUrl, options));
  if (hasOpened) return login.completed;
  await throughLink(options, { url: login.authUrl, message: "Log in with ChatGPT" }, () => login.completed);
}

/** Logs in with a code that the user types into a page, on any machine. */
async function loginWithCode(options: AuthenticateOptions): Promise<void> {
  const { auth, signal } = options;
  const { issuer } = auth;
  auth.checkMethod("chatgpt");
  const code = await requestDeviceCode(issuer, signal);
  const link = { url: code.verificationUrl, message: `Log in with ChatGPT, with the code ${code.userCode}` };
  await throughLink(options, link, (signal) => completeDeviceLogin({ manager: auth, issuer, code }, signal));
}

/** Has the editor show a link, which it may open on its own machine, until the login is over. */
async function throughLink(
  options: AuthenticateOptions,
  link: Link,
  login: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const { abilities, connection, requestId } = options;
  if (!abilities.showsLinks) {
    const advice = "run `codex login --device-auth` in a terminal, then try again";
    throw new RpcError(ErrorCode.internalError, `there is no browser on this machine: ${advice}`);
  }
  const elicitationId = randomUUID();
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const params = { requestId, mode: "url", elicitationId, ...link };
  try {
    const refused = untilRefused(askClient(connection, { method: "elicitation/create", params, signal }));
    await Promise.race([login(signal), refused]);
    void connection.notify("elicitation/complete", { elicitationId });
  } finally {
    over.abort();
  }
}

/** Rejects if the user refuses to open the link. If the editor fails to answer, it may have shown the link, so this keeps waiting. */
async function untilRefused(asked: Promise<unknown>): Promise<never> {
  const answer = ElicitationAnswerSchema.safeParse(await asked.catch(() => undefined));
  if (answer.success && answer.data.action !== "accept")
    throw new RpcError(REQUEST_CANCELLED, "the login was declined");
  return new Promise(() => {});
}

interface Link {
  readonly url: string;
  readonly message: string;
}

/** Checks the login that the editor ran in a terminal. */
async function expectLogin(auth: AuthManager): Promise<void> {
  if ((await auth.reload()) !== undefined) return;
  throw new RpcError(ErrorCode.internalError, "the login in the terminal was not completed");
}
