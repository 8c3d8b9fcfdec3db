// Those who import this need not know that it takes a newer library.
/// <reference lib="esnext.disposable" preserve="true" />
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import { ConnectionError } from "./connection-error.js";
import type {
  CallOptions,
  CloseReason,
  ConnectionOptions,
  EncodedNotification,
  Problem,
  SendOptions,
} from "./connection-options.js";
import { type IncomingMessage, readMessage } from "./incoming-message.js";
import { Outbox } from "./outbox.js";
import { type Envelope, encodeError, encodeMessage } from "./outgoing-message.js";
import { PendingCalls } from "./pending-calls.js";
import { RpcError } from "./rpc-error.js";
import { RunningRequests } from "./running-requests.js";
import type { Incoming } from "./transport.js";

const CANCELLED_METHOD = "notifications/cancelled";

/**
 * A JSON-RPC connection between two peers that both may send requests and notifications. It starts reading when it is created and ends
 * when either side disconnects; then pending requests reject and running handlers are aborted.
 */
export class Connection implements AsyncDisposable {
  /** Aborted when the connection is over. */
  readonly signal: AbortSignal;
  /** Resolves when the connection is over and everything that could be written has been. */
  readonly closed: Promise<CloseReason>;

  readonly #options: ConnectionOptions;
  readonly #envelope: Envelope;
  readonly #outbox: Outbox;
  readonly #pending = new PendingCalls();
  readonly #running: RunningRequests;
  readonly #ended = new AbortController();
  readonly #over = Promise.withResolvers<CloseReason>();
  #canAsk = true;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#envelope = options.writesVersion === false ? {} : { jsonrpc: "2.0" };
    this.signal = this.#ended.signal;
    this.#outbox = new Outbox({
      transport: options.transport,
      limit: options.maxUnsentLength ?? 64 * 1024 * 1024,
      onFailure: (error) => this.#over.resolve({ type: "failed", error }),
      onLongWrite: options.onLongWrite,
    });
    this.#running = new RunningRequests({
      options,
      connection: this,
      outbox: this.#outbox,
      envelope: this.#envelope,
    });
    this.closed = this.#run();
  }

  /**
   * Sends a request. Rejects with an `RpcError` if the peer answers with an error, with a `ConnectionError` if the connection ends first,
   * and with the signal's reason if that aborts first; then the peer is told to stop.
   */
  async request(method: string, params?: unknown, options: CallOptions = {}): Promise<unknown> {
    const { signal, relatesTo, lane = relatesTo } = options;
    signal?.throwIfAborted();
    if (!this.#canAsk) throw closedError(method);
    const { id, answer } = this.#pending.open();
    const cancel = () => {
      const reason = signal?.reason;
      if (!this.#pending.giveUp(id, reason) || this.#options.announcesCancellation === false) return;
      const cancelled = { requestId: id, reason: reason instanceof Error ? reason.message : undefined };
      void this.notify(CANCELLED_METHOD, cancelled, { relatesTo, lane });
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      const text = encodeMessage({ ...this.#envelope, id, method, params }, this.#options.encode);
      const sent = this.#outbox.send(text, { relatesTo, lane });
      options.onSent?.(id);
      return await Promise.race([answer, sent.then(() => answer)]);
    } finally {
      this.#pending.drop(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /**
   * Sends a pending request once more, under the same id, for a peer that may not know of it any more. One answer serves both. Does
   * nothing if the request is no longer pending.
   */
  repeat(id: RequestId, method: string, params?: unknown): void {
    if (!this.#pending.has(id)) return;
    const text = encodeMessage({ ...this.#envelope, id, method, params }, this.#options.encode);
    void this.#sendNotification({ method, text }, {});
  }

  /**
   * Sends a notification. If you send many, await it: it resolves when the message has been written, or the connection is over. It never
   * rejects, since many callers do not await it; a message without a JSON form is dropped and reported as a problem.
   */
  notify(method: string, params?: unknown, { relatesTo, lane = relatesTo }: SendOptions = {}): Promise<void> {
    const text = encodeMessage({ ...this.#envelope, method, params }, this.#options.encode);
    return this.#sendNotification({ method, text }, { relatesTo, lane });
  }

  /** The same for a notification that is already encoded, so that one for many peers is encoded once. */
  notifyEncoded(notification: EncodedNotification, options: Pick<SendOptions, "lane"> = {}): Promise<void> {
    return this.#sendNotification(notification, options);
  }

  /** Disconnects: messages already sent are still written, and running handlers are aborted. Resolves when that is done. */
  async close(): Promise<void> {
    this.#over.resolve({ type: "closed" });
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #sendNotification({ method, text }: EncodedNotification, options: SendOptions): Promise<void> {
    const sent = this.#outbox.send(text, options);
    if (typeof text === "string") return sent;
    return sent.catch((error: unknown) => this.#report({ type: "unsendable-notification", method, error }));
  }

  async #run(): Promise<CloseReason> {
    void this.#read();
    const reason = await this.#over.promise;
    this.#stopAsking();
    if (reason.type === "peer-ended") {
      // A peer that closes only its sending side, like a shell pipe, still reads the answers to its requests.
      await this.#atMost(this.#running.settled());
      this.#running.answerAll(
        new RpcError(ErrorCode.internalError, "The input ended before this request was done: it was stopped"),
      );
    }
    this.#ended.abort();
    this.#running.abortAll(closedError("the request"));
    if (reason.type !== "failed") await this.#atMost(this.#outbox.flush());
    this.#outbox.close();
    await this.#options.transport.close();
    return reason;
  }

  async #read(): Promise<void> {
    try {
      for await (const incoming of this.#options.transport.incoming) this.#receive(incoming);
      this.#over.resolve({ type: "peer-ended" });
    } catch (error) {
      this.#over.resolve({ type: "failed", error });
    }
  }

  #receive(incoming: Incoming): void {
    const message: IncomingMessage =
      incoming.type === "text"
        ? readMessage(incoming.text)
        : {
            type: "fault",
            error: new RpcError(
              ErrorCode.parseError,
              `Parse error: a message is longer than ${incoming.limit} characters`,
            ),
          };
    switch (message.type) {
      case "request":
        void this.#running.serve(message);
        return;
      case "notification":
        void this.#takeNotification(message.method, message.params);
        return;
      case "response":
        if (!this.#pending.resolve(message.id, message.result))
          this.#report({ type: "unexpected-answer", id: message.id });
        return;
      case "error": {
        const { id, error } = message;
        const known = id !== undefined && this.#pending.reject(id, error);
        if (!known) this.#report({ type: "unexpected-answer", id, error });
        return;
      }
      case "fault":
        this.#report({ type: "malformed-message", error: message.error });
        void this.#outbox.send(encodeError(null, message.error, this.#envelope), {});
        return;
      default:
        message satisfies never;
    }
  }

  async #takeNotification(method: string, params: unknown): Promise<void> {
    try {
      if (method === CANCELLED_METHOD) this.#running.cancel(params);
      await this.#options.onNotification?.(method, params, this);
    } catch (error) {
      this.#report({ type: "handler-failed", method, error });
    }
  }

  #stopAsking(): void {
    this.#canAsk = false;
    this.#pending.rejectAll(closedError("the answer"));
  }

  async #atMost(work: Promise<void>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#options.drainTimeoutMs ?? 500);
    await Promise.race([work, late]);
    clearTimeout(timer);
  }

  #report(problem: Problem): void {
    this.#options.onProblem?.(problem);
  }
}

const closedError = (what: string) => new ConnectionError("closed", `The connection closed before ${what}`);
