import { Connection, isStall, type RequestHandler, RpcError, type Transport } from "@codex/jsonrpc";
import type { ServerCapabilities } from "@codex/mcp-types/capabilities";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { Implementation, InitializeResult } from "@codex/mcp-types/initialize";
import { negotiateProtocolVersion } from "@codex/mcp-types/protocol-version";
import { encodeJson, goAhead } from "@codex/slices";
import { describeProblem, Lazy } from "@codex/thread-host";
import { McpClient } from "./mcp-client.js";
import { type Hello, readHello } from "./read-hello.js";

/** A server, as far as a client can tell before its first request. */
export interface McpServerDefinition {
  readonly serverInfo: Implementation;
  readonly capabilities: ServerCapabilities;
  /** How to use the server, for the client's model. */
  readonly instructions?: string | undefined;
  /** Makes what answers everything but the handshake. Called once per client, when something needs it. */
  readonly createServices: (client: McpClient) => Promise<McpServices>;
}

export interface McpServices extends AsyncDisposable {
  findHandler(method: string): RequestHandler | undefined;
}

export interface ServeMcpOptions {
  readonly transport: Transport;
  /** Something went wrong that no client hears of. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** How long after the handshake the services load by themselves, in milliseconds: soon, but not in its way. */
const PRELOAD_MS = 100;

/**
 * Serves one client over one transport. Settles when the client has hung up and what its services started is gone.
 * @throws ConnectionError `peer-stalled` when the client was given up, since it reads nothing.
 *
 * Reading, dispatch and the handshake are here; everything else is loaded with the first request that needs it.
 */
export async function serveMcp(definition: McpServerDefinition, options: ServeMcpOptions): Promise<void> {
  const services = new Lazy(() => definition.createServices(client));
  let preload: ReturnType<typeof setTimeout> | undefined;

  const refuseSecond = () => {
    if (preload !== undefined) throw new RpcError(ErrorCode.invalidRequest, "initialize called more than once");
  };
  const findHandler = (method: string): RequestHandler => {
    switch (method) {
      case "initialize":
        return async (params) => {
          refuseSecond();
          const hello = await readHello(params);
          // Another one may have been read meanwhile.
          refuseSecond();
          const result = initialize(definition, client, hello);
          preload = setTimeout(() => void services.get().catch(() => {}), PRELOAD_MS).unref();
          return result;
        };
      case "ping":
        return () => ({});
      default:
        return async (params, context) => {
          const handler = (await services.get()).findHandler(method);
          context.signal.throwIfAborted();
          if (handler === undefined) throw new RpcError(ErrorCode.methodNotFound, `Method not found: ${method}`);
          return handler(params, context);
        };
    }
  };

  const connection = new Connection({
    transport: options.transport,
    encode: encodeJson,
    onLongWrite: goAhead,
    findHandler,
    onProblem: (problem) => {
      const message = describeProblem(problem);
      options.onProblem?.(message);
      client.log("warning", message);
    },
  });
  const client = new McpClient(connection);
  const end = await connection.closed;
  clearTimeout(preload);
  // What is still being loaded finds no request to serve any more, so it starts nothing.
  await services.made?.[Symbol.asyncDispose]();
  if (isStall(end)) throw end.error;
}

function initialize(definition: McpServerDefinition, client: McpClient, hello: Hello): InitializeResult {
  client.introduce(hello.capabilities);
  const { capabilities, serverInfo, instructions } = definition;
  return { protocolVersion: negotiateProtocolVersion(hello.protocolVersion), capabilities, serverInfo, instructions };
}
