// Users of this package need not know that it needs a newer library.
/// <reference lib="esnext.disposable" preserve="true" />
import { type Caller, Connection, createCaller, type Problem, serveTable, type Transport } from "@codex/jsonrpc";
import {
  type ApplyPatchApprovalParams,
  AUTH_STATUS_CHANGE_METHOD,
  type AuthStatusChangeNotification,
  AuthStatusChangeNotificationSchema,
  ConversationEventNotificationSchema,
  clientMethods,
  EVENT_METHOD_PREFIX,
  type Event,
  type ExecCommandApprovalParams,
  LOGIN_CHAT_GPT_COMPLETE_METHOD,
  type LoginChatGptCompleteNotification,
  LoginChatGptCompleteNotificationSchema,
  type LoginChatGptResponse,
  type NewConversationParams,
  parseValue,
  type ReviewDecision,
  serverMethods,
} from "@codex/protocol";
import { type CallOptions, ClientConversation } from "./client-conversation.js";
import { ClientError } from "./client-error.js";
import { EventQueue } from "./event-queue.js";

type MaybePromise<T> = T | Promise<T>;

export interface CodexClientOptions {
  /** The name and version of the client; servers log it. */
  readonly clientInfo?: { readonly name: string; readonly title?: string; readonly version: string };
  /** May the command run? `signal` is aborted when the answer is no longer needed. Default: `denied`. */
  readonly onExecApproval?: (request: ExecCommandApprovalParams, signal: AbortSignal) => MaybePromise<ReviewDecision>;
  /** May the files be changed? Default: `denied`. */
  readonly onPatchApproval?: (request: ApplyPatchApprovalParams, signal: AbortSignal) => MaybePromise<ReviewDecision>;
  /** Somebody has logged in or out. */
  readonly onAuthStatusChange?: (change: AuthStatusChangeNotification) => void;
  /** Receives problems that are not reported elsewhere; for logs. */
  readonly onProblem?: (problem: Problem) => void;
  /** How many events of a conversation may wait to be read. Default: 10 000. */
  readonly maxUnreadEvents?: number;
  /** Limits the handshake. Default: no limit. */
  readonly signal?: AbortSignal;
}

/** A login in progress: the user opens `authUrl` in a browser. */
export interface Login extends LoginChatGptResponse {
  /** Resolves when the login has succeeded or failed; rejects if the connection ends first. */
  readonly completed: Promise<LoginChatGptCompleteNotification>;
}

/** A client of a Codex server. Dispose it to disconnect. */
export class CodexClient implements AsyncDisposable {
  readonly #options: CodexClientOptions;
  readonly #connection: Connection;
  readonly #events = new Map<string, EventQueue<Event>>();
  readonly #logins = new Map<string, PromiseWithResolvers<LoginChatGptCompleteNotification>>();
  /** Sends any request of the protocol by its name. */
  readonly call: Caller<typeof clientMethods>;

  /** Performs the handshake with the server. Throws `handshake-failed`. */
  static async connect(transport: Transport, options: CodexClientOptions = {}): Promise<CodexClient> {
    const client = new CodexClient(transport, options);
    try {
      await client.#greet();
      return client;
    } catch (cause) {
      await client.#connection.close();
      if (options.signal?.aborted === true) throw cause;
      throw new ClientError("handshake-failed", "The other end does not answer as a Codex server does", { cause });
    }
  }

  private constructor(transport: Transport, options: CodexClientOptions) {
    this.#options = options;
    this.#connection = new Connection({
      transport,
      findHandler: serveTable(serverMethods, {
        execCommandApproval: async (request, { signal }) => ({
          decision: (await options.onExecApproval?.(request, signal)) ?? "denied",
        }),
        applyPatchApproval: async (request, { signal }) => ({
          decision: (await options.onPatchApproval?.(request, signal)) ?? "denied",
        }),
      }),
      onNotification: (method, params) => this.#take(method, params),
      ...(options.onProblem === undefined ? {} : { onProblem: options.onProblem }),
    });
    this.call = createCaller(this.#connection, clientMethods);
    void this.#endWithConnection();
  }

  /** Aborted when the connection is over. */
  get signal(): AbortSignal {
    return this.#connection.signal;
  }

  /** Starts a conversation and listens to it. */
  async newConversation(params: NewConversationParams = {}, options: CallOptions = {}): Promise<ClientConversation> {
    const { conversationId, model } = await this.call("newConversation", params, options);
    const events = new EventQueue<Event>(this.#options.maxUnreadEvents ?? 10_000);
    this.#events.set(conversationId, events);
    const { subscriptionId } = await this.call("addConversationListener", { conversationId }, options);
    const forget = () => {
      events.close();
      return this.#events.delete(conversationId);
    };
    const unsubscribe = async () => {
      if (forget() && !this.signal.aborted) await this.call("removeConversationListener", { subscriptionId });
    };
    return new ClientConversation({ conversationId, model, call: this.call, events, forget, unsubscribe });
  }

  /** Starts a login with ChatGPT. Cancel it with `call("cancelLoginChatGpt", { loginId })`. */
  async login(options: CallOptions = {}): Promise<Login> {
    const response = await this.call("loginChatGpt", undefined, options);
    return { ...response, completed: this.#login(response.loginId).promise };
  }

  /** Disconnects. Conversations end and pending approvals are aborted. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #greet(): Promise<void> {
    const { signal, clientInfo = { name: "codex-client", version: "0.1.0" } } = this.#options;
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
    await this.#connection.request("initialize", params, signal === undefined ? {} : { signal });
    await this.#connection.notify("notifications/initialized");
  }

  /** What it throws is reported as a problem. */
  #take(method: string, params: unknown): void {
    if (method === AUTH_STATUS_CHANGE_METHOD) {
      this.#options.onAuthStatusChange?.(parseValue(AuthStatusChangeNotificationSchema, params));
    } else if (method === LOGIN_CHAT_GPT_COMPLETE_METHOD) {
      const completed = parseValue(LoginChatGptCompleteNotificationSchema, params);
      this.#login(completed.loginId).resolve(completed);
    } else if (method.startsWith(EVENT_METHOD_PREFIX)) {
      const { conversationId, ...event } = parseValue(ConversationEventNotificationSchema, params);
      this.#events.get(conversationId)?.push(event);
    }
  }

  /** The notification of a login's end may arrive before the response to its start. */
  #login(loginId: string): PromiseWithResolvers<LoginChatGptCompleteNotification> {
    const login = this.#logins.get(loginId) ?? Promise.withResolvers<LoginChatGptCompleteNotification>();
    this.#logins.set(loginId, login);
    return login;
  }

  async #endWithConnection(): Promise<void> {
    const reason = await this.#connection.closed;
    const cause = reason.type === "failed" ? reason.error : undefined;
    const error = new ClientError("disconnected", "The server hung up", { cause });
    for (const events of this.#events.values()) {
      if (reason.type === "closed") events.close();
      else events.fail(error);
    }
    for (const login of this.#logins.values()) {
      // Nobody has to wait for a login, so its failure must not count as unhandled.
      login.promise.catch(() => {});
      login.reject(error);
    }
  }
}
