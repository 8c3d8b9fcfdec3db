import { type RequestHandler, RpcError } from "@codex/jsonrpc";
import { REQUEST_CANCELLED } from "./rpc-errors.js";

/** The editor's requests in progress. A cancelled request is still answered: with its result, or with the error for cancellation. */
export class CancellableRequests {
  readonly #running = new Map<string | number, AbortController>();

  /** Wraps the handler: its signal is also aborted if the editor cancels the request. */
  serve(handler: RequestHandler): RequestHandler {
    return async (params, context) => {
      const cancellation = new AbortController();
      this.#running.set(context.id, cancellation);
      try {
        return await handler(params, { ...context, signal: AbortSignal.any([context.signal, cancellation.signal]) });
      } catch (error) {
        throw cancellation.signal.aborted ? cancelled(context.method) : error;
      } finally {
        this.#running.delete(context.id);
      }
    };
  }

  /** Does nothing if the request is over. */
  cancel(id: string | number): void {
    this.#running.get(id)?.abort();
  }
}

const cancelled = (method: string) => new RpcError(REQUEST_CANCELLED, `${method} was cancelled`);
