// Users of this package need not know that it needs a newer library.
/// <reference lib="esnext.disposable" preserve="true" />
import { clientRequests, notifications, serverRequests } from "@codex/app-server-protocol";
import type { InitializeResponse } from "@codex/app-server-protocol/initialize";
import type { ClientMethod, NotificationMethod, ServerMethod } from "@codex/app-server-protocol/methods";
import {
  Connection,
  createCaller,
  type Problem,
  parseParams,
  type RequestHandler,
  type Transport,
} from "@codex/jsonrpc";
import type { z } from "zod";
import { ClientError } from "../client-error.js";

type MaybePromise<T> = T | Promise<T>;

/** The params of a notification. */
export type NotificationParams<M extends NotificationMethod> = z.output<(typeof notifications)[M]["params"]>;

/** Handlers for requests of the server: approvals, the model's questions, the client's own tools. A missing one counts as no. */
export type ServerAnswers = {
  readonly [M in ServerMethod]?: (
    params: z.output<(typeof serverRequests)[M]["params"]>,
    signal: AbortSignal,
  ) => MaybePromise<z.input<(typeof serverRequests)[M]["result"]>>;
};

export interface AppServerClientOptions {
  /** The name and version of the client. */
  readonly clientInfo: { readonly name: string; readonly title?: string; readonly version: string };
  /** Enables experimental methods and fields. Default: false. */
  readonly experimentalApi?: boolean;
  /** Notifications that the server should not send. */
  readonly unwanted?: readonly NotificationMethod[];
  readonly answers?: ServerAnswers;
  /** Receives problems that are not reported elsewhere; for logs. */
  readonly onProblem?: (problem: Problem) => void;
  /** Limits the handshake. Default: no limit. */
  readonly signal?: AbortSignal;
}

type Requests = typeof clientRequests;
type Params<M extends ClientMethod> = z.input<Requests[M]["params"]>;

/** Sends requests of the protocol with their types. */
export type AppServerCaller = <M extends ClientMethod>(
  method: M,
  ...rest: undefined extends Params<M>
    ? [params?: Params<M>, options?: { readonly signal?: AbortSignal }]
    : [params: Params<M>, options?: { readonly signal?: AbortSignal }]
) => Promise<z.output<Requests[M]["result"]>>;

type Listener = (params: never) => void;

/** A client of `codex app-server`, over any transport. Dispose it to disconnect. */
export class AppServerClient implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #listeners = new Map<string, Set<Listener>>();
  #server: InitializeResponse | undefined;
  /** Sends any request of the protocol by its name. */
  readonly call: AppServerCaller;

  /** Performs the handshake with the server. Throws `handshake-failed`. */
  static async connect(transport: Transport, options: AppServerClientOptions): Promise<AppServerClient> {
    const client = new AppServerClient(transport, options);
    try {
      client.#server = await client.call("initialize", introduction(options), withSignal(options.signal));
      await client.#connection.notify("initialized");
      return client;
    } catch (cause) {
      await client.#connection.close();
      if (options.signal?.aborted === true) throw cause;
      throw new ClientError("handshake-failed", "The other end does not answer as an app-server does", { cause });
    }
  }

  private constructor(transport: Transport, options: AppServerClientOptions) {
    this.#connection = new Connection({
      transport,
      writesVersion: false,
      mayRepeat: true,
      announcesCancellation: false,
      findHandler: (method) => handlerFor(method, options.answers ?? {}),
      onNotification: (method, params) => this.#take(method, params),
      ...(options.onProblem === undefined ? {} : { onProblem: options.onProblem }),
    });
    // The params are sent as given; the server fills in what is missing.
    this.call = createCaller(this.#connection, clientRequests) as AppServerCaller;
  }

  /** What the server reported about itself. */
  get server(): InitializeResponse {
    if (this.#server === undefined) throw new ClientError("disconnected", "The handshake is not over");
    return this.#server;
  }

  /** Aborted when the connection is over. */
  get signal(): AbortSignal {
    return this.#connection.signal;
  }

  /** Listens to one kind of notification until disposed. Notifications that do not match the protocol are not passed on. */
  on<M extends NotificationMethod>(method: M, listener: (params: NotificationParams<M>) => void): Disposable {
    const listeners = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, listeners.add(listener));
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  /** Waits for the next matching notification of a kind. Rejects with the signal's reason, or `disconnected`. */
  next<M extends NotificationMethod>(
    method: M,
    fits: (params: NotificationParams<M>) => boolean = () => true,
    signal?: AbortSignal,
  ): Promise<NotificationParams<M>> {
    return new Promise((resolve, reject) => {
      const settled = new AbortController();
      const settle = (action: () => void) => {
        settled.abort();
        hearing[Symbol.dispose]();
        action();
      };
      const hearing = this.on(method, (params) => {
        if (fits(params)) settle(() => resolve(params));
      });
      const leave = () =>
        settle(() => reject(new ClientError("disconnected", `The connection ended before ${method}`)));
      const give = () => settle(() => reject(signal?.reason));
      this.signal.addEventListener("abort", leave, { once: true, signal: settled.signal });
      signal?.addEventListener("abort", give, { once: true, signal: settled.signal });
      if (signal?.aborted === true) give();
      else if (this.signal.aborted) leave();
    });
  }

  /** Disconnects. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #take(method: string, params: unknown): void {
    const listeners = this.#listeners.get(method);
    const schema = isNotification(method) ? notifications[method].params : undefined;
    if (listeners === undefined || listeners.size === 0 || schema === undefined) return;
    const parsed = schema.safeParse(params);
    if (!parsed.success) return;
    for (const listener of [...listeners]) listener(parsed.data as never);
  }
}

const isNotification = (method: string): method is NotificationMethod => Object.hasOwn(notifications, method);
const isServerMethod = (method: string): method is ServerMethod => Object.hasOwn(serverRequests, method);

const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

function introduction({ clientInfo, experimentalApi = false, unwanted = [] }: AppServerClientOptions) {
  const { name, title, version } = clientInfo;
  return {
    clientInfo: { name, title: title ?? null, version },
    capabilities: { experimentalApi, optOutNotificationMethods: [...unwanted] },
  };
}

function handlerFor(method: string, answers: ServerAnswers): RequestHandler | undefined {
  if (!isServerMethod(method)) return undefined;
  const answer = answers[method];
  if (answer === undefined) return undefined;
  const { params: schema } = serverRequests[method];
  return (params, { signal }) =>
    (answer as (value: unknown, signal: AbortSignal) => unknown)(parseParams(schema, params), signal);
}
