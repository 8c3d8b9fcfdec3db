import type { RequestContext } from "@codex/jsonrpc";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { LoggingLevel } from "@codex/mcp-types/logging";
import type { RequestMeta } from "@codex/mcp-types/meta";
import type { McpClient } from "./mcp-client.js";
import { Progress } from "./progress.js";

/** One request of a client, as the code that answers it sees it. What is sent through it belongs to the request. */
export interface CallContext extends Disposable {
  readonly requestId: RequestId;
  /** Aborted when the client cancels the request or hangs up. */
  readonly signal: AbortSignal;
  readonly client: McpClient;
  readonly progress: Progress;
  notify(method: string, params: unknown): Promise<void>;
  /** Asks the client something; see `Connection.request`. Given up with the request at the latest. */
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
