import { Connection, isStall, type RequestHandler, RpcError, type Transport } from "@codex/jsonrpc";
import type { ServerCapabilities } from "@codex/mcp-types/capabilities";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { Implementation, InitializeResult } from "@codex/mcp-types/initialize";
import { negotiateProtocolVersion } from "@codex/mcp-types/protocol-version";
import { encodeJson, goAhead } from "@codex/slices";
import { describeProblem, Lazy } from "@codex/thread-host";
import { McpClient } from "./mcp-client.js";
import { type Hello, readHello } from "./read-hello.js";

/** A server, as far as a client can see before its first request. */
export interface McpServerDefinition {
  readonly serverInfo: Implementation;
  readonly capabilities: ServerCapabilities;
  /** Instructions for the client's model. */
  readonly instructions?: string | undefined;
  /** Creates the handlers for everything but the handshake. Called once per client, when first needed. */
  readonly createServices: (client: McpClient) => Promise<McpServices>;
}

export interface McpServices extends AsyncDisposable {
  findHandler(method: string): RequestHandler | undefined;
}

export interface ServeMcpOptions {
  readonly transport: Transport;
  /** Called for problems that are not reported to any client. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/**
 * Serves one client over one transport. Settles when the client has disconnected and everything that its services started has ended.
 * @throws ConnectionError `peer-stalled` if the client was disconnected because it stopped reading.
 * Reading, dispatch and the handshake are here; everything else is loaded by the first request that needs it.
 */
export async function serveMcp(definition: McpServerDefinition, options: ServeMcpOptions): Promise<void> {
  const services = new Lazy(() => definition.createServices(client));
  let preload: Disposable | undefined;

  const refuseSecond = () => {
    if (preload !== undefined) throw new RpcError(ErrorCode.invalidRequest, "initialize called more than once");
  };
  const findHandler = (method: string): RequestHandler => {
    switch (method) {
      case "initialize":
        return async (params) => {
          refuseSecond();
          const hello = await readHello(params);
          // Another one may have been handled meanwhile.
          refuseSecond();
          const result = initialize(definition, client, hello);
          preload = services.preload();
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
  preload?.[Symbol.dispose]();
  // Services that are still loading will get no requests, so they start nothing.
  await services.made?.[Symbol.asyncDispose]();
  if (isStall(end)) throw end.error;
}

function initialize(definition: McpServerDefinition, client: McpClient, hello: Hello): InitializeResult {
  client.introduce(hello.capabilities);
  const { capabilities, serverInfo, instructions } = definition;
  return { protocolVersion: negotiateProtocolVersion(hello.protocolVersion), capabilities, serverInfo, instructions };
}
