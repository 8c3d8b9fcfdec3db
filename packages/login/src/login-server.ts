import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuthManager } from "./auth-manager.js";
import { type Issuer, openAiIssuer } from "./issuer.js";
import { listenForLogin } from "./listen-for-login.js";
import { type CallbackHost, type CallbackResult, LoginAttempt, sameText } from "./login-attempt.js";
import { LoginError } from "./login-error.js";
import { cancelledPage, pageHeaders, problemPage, setupUrl, successPage } from "./login-page.js";
import { announceLogin } from "./running-login.js";

export const DEFAULT_LOGIN_PORT = 1455;

export interface LoginServerOptions {
  /** Stores the tokens. */
  readonly manager: AuthManager;
  /** Default: OpenAI. */
  readonly issuer?: Issuer | undefined;
  /** Default: 1455, the port that OpenAI redirects to. 0 uses any free port. */
  readonly port?: number | undefined;
  /** The host name that the browser is redirected to. Default: `localhost`. */
  readonly callbackHost?: CallbackHost | undefined;
  /** How long the user has, in milliseconds. Default: 10 minutes. */
  readonly timeoutMs?: number | undefined;
  /** Called for every callback that did not log in, with a message worded for the user. */
  readonly onProblem?: ((message: string) => void) | undefined;
  /** Cancels the login, as `cancel` does. */
  readonly signal?: AbortSignal | undefined;
}

export interface LoginServer extends AsyncDisposable {
  /** The page where the user logs in. */
  readonly authUrl: string;
  readonly port: number;
  /** Resolves once the tokens are stored. Rejects with a LoginError `login-cancelled` or `login-timed-out`. */
  readonly completed: Promise<void>;
  /** Accepts the parameters of a callback that did not come through the browser. */
  accept(parameters: URLSearchParams): Promise<CallbackResult>;
  cancel(): void;
}

/**
 * Waits on 127.0.0.1 for the issuer's redirect.
 * @throws LoginError `port-in-use`, naming the program that has it, or `login-not-allowed`.
 */
export async function startLoginServer(options: LoginServerOptions): Promise<LoginServer> {
  options.manager.checkMethod("chatgpt");
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 });
  server.maxConnections = 32;
  const { manager, issuer = openAiIssuer } = options;
  const { codexHome } = manager;
  const port = await listenForLogin(server, { port: options.port ?? DEFAULT_LOGIN_PORT, codexHome });
  const cancelSecret = randomBytes(32).toString("base64url");
  const attempt = await LoginAttempt.start({ manager, issuer, port, callbackHost: options.callbackHost });
  const announced = await announceLogin(codexHome, { port, cancelSecret });
  const login = new WaitingLogin(server, { options, attempt, issuer, port, cancelSecret, announced });
  server.on("request", (request, response) => void login.handle(request, response));
  return login;
}

interface WaitingLoginState {
  readonly options: LoginServerOptions;
  readonly attempt: LoginAttempt;
  readonly issuer: Issuer;
  readonly port: number;
  readonly cancelSecret: string;
  readonly announced: AsyncDisposable;
}

interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly location?: string;
  /** Runs once the browser has the reply. */
  readonly afterwards?: () => void;
}

const TIMEOUT_MS = 10 * 60 * 1000;
/** How long a browser that was redirected to the success page may take to request it. */
const SUCCESS_PAGE_LIMIT_MS = 3_000;

class WaitingLogin implements LoginServer {
  readonly completed: Promise<void>;
  readonly #server: Server;
  readonly #state: WaitingLoginState;
  readonly #ended = new AbortController();
  #loggedIn = false;
  #setupUrl: string | undefined;

  constructor(server: Server, state: WaitingLoginState) {
    this.#server = server;
    this.#state = state;
    this.completed = new Promise((resolve, reject) => {
      this.#ended.signal.addEventListener("abort", () =>
        this.#loggedIn ? resolve() : reject(this.#ended.signal.reason),
      );
    });
    this.completed.catch(() => {}); // the caller may cancel without awaiting the result
    const { signal, timeoutMs = TIMEOUT_MS } = state.options;
    signal?.addEventListener("abort", () => this.cancel(), { signal: this.#ended.signal });
    if (signal?.aborted) this.cancel();
    this.#after(timeoutMs, () => this.#end(new LoginError("login-timed-out", "Login timed out")));
  }

  get authUrl(): string {
    return this.#state.attempt.authUrl;
  }

  get port(): number {
    return this.#state.port;
  }

  async accept(parameters: URLSearchParams): Promise<CallbackResult> {
    const result = await this.#accept(parameters);
    if (result.type === "logged-in") this.#end();
    return result;
  }

  cancel(): void {
    this.#end(new LoginError("login-cancelled", "Login was not completed"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    await this.#state.announced[Symbol.asyncDispose]();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, body, location, afterwards } = await this.#reply(request);
      if (afterwards !== undefined) response.once("close", afterwards);
      const more = location === undefined ? {} : { location };
      response.writeHead(status, { ...pageHeaders, ...more, connection: "close" }).end(body);
    } catch {
      response.destroy(); // the login ended while its code was being exchanged
    }
  }

  async #reply(request: IncomingMessage): Promise<Reply> {
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) return { status: refusal, body: problemPage("The request is not allowed") };
    const { pathname, searchParams } = new URL(`http://localhost${request.url}`);
    switch (pathname) {
      case "/auth/callback":
        return this.#callbackReply(searchParams);
      case "/success":
        return this.#successReply();
      case "/cancel":
        return this.#cancelReply(searchParams);
      default:
        return { status: 404, body: problemPage("There is no such page") };
    }
  }

  /** Returns a status to refuse with. Web pages can make a browser send requests here, but not both with our host and without an origin. */
  #refusalOf(request: IncomingMessage): number | undefined {
    const { host, origin } = request.headers;
    if (host !== `localhost:${this.port}` && host !== `127.0.0.1:${this.port}`) return 403;
    if (origin !== undefined) return 403;
    if (request.method !== "GET") return 405;
    return request.url?.startsWith("/") && URL.canParse(`http://localhost${request.url}`) ? undefined : 400;
  }

  async #callbackReply(parameters: URLSearchParams): Promise<Reply> {
    const result = await this.#accept(parameters);
    switch (result.type) {
      case "logged-in":
        this.#setupUrl = setupUrl(this.#state.issuer, result.login);
        // The success page is optional: the login also ends if the browser never requests it.
        this.#after(SUCCESS_PAGE_LIMIT_MS, () => this.#end());
        return { status: 302, location: `http://localhost:${this.port}/success` };
      case "refused":
        return { status: 400, body: problemPage(result.reason) };
      case "failed":
        return { status: 500, body: problemPage(result.reason) };
      default:
        return result satisfies never;
    }
  }

  #successReply(): Reply {
    if (!this.#loggedIn) return { status: 404, body: problemPage("Nobody has logged in yet") };
    return { status: 200, body: successPage(this.#setupUrl), afterwards: () => this.#end() };
  }

  #cancelReply(parameters: URLSearchParams): Reply {
    if (!sameText(parameters.get("secret") ?? "", this.#state.cancelSecret)) {
      return { status: 403, body: problemPage("Only Codex itself can cancel a login") };
    }
    return { status: 200, body: cancelledPage(), afterwards: () => this.cancel() };
  }

  async #accept(parameters: URLSearchParams): Promise<CallbackResult> {
    if (this.#loggedIn) return { type: "refused", reason: "This login is already complete" };
    const result = await this.#state.attempt.accept(parameters, this.#ended.signal);
    if (result.type === "logged-in") this.#loggedIn = true;
    else this.#state.options.onProblem?.(result.reason);
    return result;
  }

  #after(ms: number, action: () => void): void {
    sleep(ms, undefined, { signal: this.#ended.signal }).then(action, () => {});
  }

  #end(reason?: LoginError): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(reason);
    this.#server.close();
    this.#server.closeAllConnections();
    void this.#state.announced[Symbol.asyncDispose]();
  }
}
