import { randomUUID } from "node:crypto";
import type { AuthManager } from "@codex/login";
import { LoginError } from "@codex/login";
import type { RequestResult } from "../request-handlers.js";

type Begun = RequestResult<"account/login/start">;

/** The outcome of a login; without an error, the user is logged in. */
export interface LoginEnd {
  readonly loginId: string;
  readonly error: string | undefined;
}

interface ActiveLogin {
  readonly id: string;
  readonly end: AbortController;
  readonly done: Promise<void>;
}

/** A client's pending login; it has at most one. */
export class ClientLogin {
  readonly #onEnd: (end: LoginEnd) => void;
  #active: ActiveLogin | undefined;

  /** `onEnd`: called once for each login, successful or not. */
  constructor(onEnd: (end: LoginEnd) => void) {
    this.#onEnd = onEnd;
  }

  /** Logs in with a browser, which redirects to `port` (0 for any free one). */
  async startChatGpt(manager: AuthManager, port: number | undefined): Promise<Begun> {
    const { startLoginServer } = await import("@codex/login");
    const end = new AbortController();
    const login = await startLoginServer({ manager, port, callbackHost: "127.0.0.1", signal: end.signal });
    const loginId = this.#watch(
      end,
      login.completed.finally(() => login[Symbol.asyncDispose]()),
    );
    return { type: "chatgpt", loginId, authUrl: login.authUrl };
  }

  /** Logs in with a code that the user types on another machine. */
  async startDeviceCode(manager: AuthManager, signal: AbortSignal): Promise<Begun> {
    const { completeDeviceLogin, openAiIssuer, requestDeviceCode } = await import("@codex/login");
    manager.checkMethod("chatgpt");
    const code = await requestDeviceCode(openAiIssuer, signal);
    const end = new AbortController();
    const loginId = this.#watch(end, completeDeviceLogin({ manager, issuer: openAiIssuer, code }, end.signal));
    const { userCode, verificationUrl } = code;
    return { type: "chatgptDeviceCode", loginId, userCode, verificationUrl };
  }

  /** Returns false if no login with that id is pending. */
  async cancel(loginId: string): Promise<boolean> {
    if (this.#active?.id !== loginId) return false;
    await this.end();
    return true;
  }

  /** Cancels the pending login, if any; settles when it has ended. */
  async end(): Promise<void> {
    this.#active?.end.abort();
    await this.#active?.done;
    this.#active = undefined;
  }

  #watch(end: AbortController, completed: Promise<unknown>): string {
    const id = randomUUID();
    const done = completed
      .then(() => undefined, loginFailure)
      .then((error) => {
        if (this.#active?.id === id) this.#active = undefined;
        this.#onEnd({ loginId: id, error });
      });
    this.#active = { id, end, done };
    return id;
  }
}

function loginFailure(error: unknown): string {
  if (!(error instanceof LoginError)) return "Login server error: unexpected error";
  if (error.code === "login-cancelled") return "Login server error: Login was not completed";
  return error.code === "login-timed-out" ? error.message : `Login server error: ${error.message}`;
}
