import { ErrorCode } from "@codex/mcp-types/error-code";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { Connection } from "./connection.js";
import type { ConnectionOptions, RequestContext } from "./connection-options.js";
import { type IncomingMessage, isRequestId } from "./incoming-message.js";
import type { Outbox } from "./outbox.js";
import { type Envelope, encodeError, encodeMessage } from "./outgoing-message.js";
import { RpcError } from "./rpc-error.js";

type IncomingRequest = Extract<IncomingMessage, { type: "request" }>;

export interface RunningRequestsParts {
  readonly options: ConnectionOptions;
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly envelope: Envelope;
}

/** The peer's requests that are being handled. */
export class RunningRequests {
  readonly #parts: RunningRequestsParts;
  readonly #options: ConnectionOptions;
  readonly #running = new Map<RequestId, AbortController>();
  #idle: () => void = () => {};

  constructor(parts: RunningRequestsParts) {
    this.#parts = parts;
    this.#options = parts.options;
  }

  /** Runs the request's handler and sends its answer. */
  async serve({ id, method, params }: IncomingRequest): Promise<void> {
    if (this.#options.mayRepeat === true && this.#running.has(id)) return;
    const refusal = this.#refuse(id);
    if (refusal !== undefined) return this.#sendError(id, refusal);
    const controller = new AbortController();
    this.#running.set(id, controller);
    const after: (() => void)[] = [];
    const text = await this.#answer(params, {
      id,
      method,
      signal: controller.signal,
      connection: this.#parts.connection,
      afterAnswer: (action) => after.push(action),
    });
    this.#running.delete(id);
    // A cancelled request gets no answer. For one that we aborted ourselves, nobody is left to read it.
    if (controller.signal.aborted) this.#options.transport.forget?.(id);
    else void this.#parts.outbox.send(text, answerTo(id));
    for (const action of after) action();
    if (this.#running.size === 0) this.#idle();
  }

  /** The peer no longer wants an answer; `params` are those of its notification. */
  cancel(params: unknown): void {
    if (typeof params !== "object" || params === null || !("requestId" in params)) return;
    const { requestId } = params;
    if (!isRequestId(requestId)) return;
    this.#running.get(requestId)?.abort(new RpcError(ErrorCode.invalidRequest, "The request was cancelled"));
  }

  /** Resolves when no request is running. */
  async settled(): Promise<void> {
    if (this.#running.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    await promise;
  }

  /** Answers all of them with the error. */
  answerAll(error: RpcError): void {
    for (const id of this.#running.keys()) this.#sendError(id, error);
  }

  abortAll(reason: unknown): void {
    for (const controller of this.#running.values()) controller.abort(reason);
  }

  #refuse(id: RequestId): RpcError | undefined {
    if (this.#running.has(id)) {
      return new RpcError(ErrorCode.invalidRequest, `Invalid request: id ${JSON.stringify(id)} is in use`);
    }
    const limit = this.#options.maxRunningRequests ?? 1000;
    if (this.#running.size >= limit)
      return new RpcError(ErrorCode.serverBusy, `More than ${limit} requests are running`);
    return undefined;
  }

  /** The text to answer with. Never throws. */
  async #answer(params: unknown, context: RequestContext): Promise<string> {
    const { envelope } = this.#parts;
    const { id, method } = context;
    try {
      const handler = this.#options.findHandler?.(method);
      if (handler === undefined) throw new RpcError(ErrorCode.methodNotFound, `Method not found: ${method}`);
      const result = await handler(params, context);
      return await encodeMessage({ ...envelope, id, result: result ?? {} }, this.#options.encode);
    } catch (error) {
      const isAnswer = error instanceof RpcError;
      if (!isAnswer && !context.signal.aborted) this.#options.onProblem?.({ type: "handler-failed", method, error });
      const answer = isAnswer ? error : new RpcError(ErrorCode.internalError, `Internal error in ${method}`);
      return encodeError(id, answer, envelope);
    }
  }

  #sendError(id: RequestId, error: RpcError): void {
    const { outbox, envelope } = this.#parts;
    void outbox.send(encodeError(id, error, envelope), answerTo(id));
  }
}

/** The answer keeps its order with the notifications about its request. */
const answerTo = (id: RequestId) => ({ relatesTo: id, lane: id, isAnswer: true });
