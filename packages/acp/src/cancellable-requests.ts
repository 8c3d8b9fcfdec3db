import { type RequestHandler, RpcError } from "@codex/jsonrpc";
import { REQUEST_CANCELLED } from "./rpc-errors.js";

/** The editor's requests that run. One that it gives up is answered all the same: with its result, or with the word for that. */
export class CancellableRequests {
  readonly #running = new Map<string | number, AbortController>();

  /** The handler, whose signal is aborted with the editor's word, too. */
  serve(handler: RequestHandler): RequestHandler {
    return async (params, context) => {
      const givenUp = new AbortController();
      this.#running.set(context.id, givenUp);
      try {
        return await handler(params, { ...context, signal: AbortSignal.any([context.signal, givenUp.signal]) });
      } catch (error) {
        throw givenUp.signal.aborted ? cancelled(context.method) : error;
      } finally {
        this.#running.delete(context.id);
      }
    };
  }

  /** Does nothing when it runs no more. */
  cancel(id: string | number): void {
    this.#running.get(id)?.abort();
  }
}

const cancelled = (method: string) => new RpcError(REQUEST_CANCELLED, `${method} was cancelled`);
