import type { RequestContext } from "@codex/jsonrpc";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { LoggingLevel } from "@codex/mcp-types/logging";
import type { RequestMeta } from "@codex/mcp-types/meta";
import type { McpClient } from "./mcp-client.js";
import { Progress } from "./progress.js";

/** A client's request, as seen by its handler. Messages sent through it belong to the request. */
export interface CallContext extends Disposable {
  readonly requestId: RequestId;
  /** Aborted when the client cancels the request or disconnects. */
  readonly signal: AbortSignal;
  readonly client: McpClient;
  readonly progress: Progress;
  notify(method: string, params: unknown): Promise<void>;
  /** Sends the client a request; see `Connection.request`. Cancelled at the latest when this request ends. */
  request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown>;
  log(level: LoggingLevel, data: unknown): void;
}

export function createCallContext(
  client: McpClient,
  { id, signal, connection }: RequestContext,
  meta: RequestMeta | undefined,
): CallContext {
  const relatesTo = id;
  const notify = (method: string, params: unknown) => connection.notify(method, params, { relatesTo });
  const progress = new Progress(meta?.progressToken, (method, params) => void notify(method, params));
  return {
    requestId: id,
    signal,
    client,
    progress,
    notify,
    request: (method, params, extra) =>
      connection.request(method, params, {
        relatesTo,
        signal: extra === undefined ? signal : AbortSignal.any([signal, extra]),
      }),
    log: (level, data) => client.log(level, data, { relatesTo }),
    [Symbol.dispose]: () => progress[Symbol.dispose](),
  };
}
