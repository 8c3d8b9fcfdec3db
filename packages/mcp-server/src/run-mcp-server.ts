import { Connection, type RequestHandler, RpcError, type Transport } from "@codex/jsonrpc";
import type { CreateServerHost } from "./host.js";
import { createInitializer } from "./initialize.js";
import { lazy } from "./lazy.js";

export interface McpServerOptions {
  readonly transport: Transport;
  readonly createHost: CreateServerHost;
  /** Sent as `serverInfo.version`. */
  readonly version: string;
  /** Something went wrong that no client hears of. */
  readonly onProblem?: (message: string) => void;
}

/**
 * Serves one client over one transport, MCP and the Codex requests alike. Settles when the client has hung up and
 * everything that the server started is gone.
 *
 * Reading, dispatch and `initialize` are here; what needs the engine is loaded with the first request that does.
 */
export async function runMcpServer(options: McpServerOptions): Promise<void> {
  const initializer = createInitializer(options.version);
  const services = lazy(async () => {
    const { createServices } = await import("./services.js");
    return createServices({ connection, initializer, createHost: options.createHost });
  });

  const findHandler = (method: string): RequestHandler | undefined => {
    switch (method) {
      case "initialize":
        return (params) => {
          const result = initializer.initialize(params);
          // The engine loads while the client reads the answer.
          setImmediate(() => void services().catch(() => {}));
          return result;
        };
      case "ping":
        return () => ({});
      default:
        return async (params, context) => {
          const handler = (await services()).findHandler(method);
          if (handler === undefined) throw new RpcError(-32601, `Method not found: ${method}`);
          return handler(params, context);
        };
    }
  };

  const connection = new Connection({
    transport: options.transport,
    findHandler,
    onProblem: (problem) => options.onProblem?.(describeProblem(problem)),
  });
  await connection.closed;
  if (services.started) await (await services())[Symbol.asyncDispose]();
}

function describeProblem(
  problem: Parameters<NonNullable<ConstructorParameters<typeof Connection>[0]["onProblem"]>>[0],
): string {
  switch (problem.type) {
    case "malformed-message":
      return `a message was not understood: ${problem.error.message}`;
    case "unexpected-answer":
      return `an answer came to a request that was not asked: ${problem.id ?? "without an id"}`;
    case "handler-failed":
      return `${problem.method} failed: ${problem.error instanceof Error ? problem.error.message : String(problem.error)}`;
    default:
      problem satisfies never;
      return "unknown problem";
  }
}
