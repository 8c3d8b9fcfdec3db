import { Connection, type RequestHandler, RpcError, type Transport } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { encodeJson, goAhead } from "@codex/slices";
import { type CreateServerHost, describeProblem, Lazy } from "@codex/thread-host";
import type { AgentServices } from "./agent-services.js";
import { authMethods } from "./auth-methods.js";
import { abilitiesOf, type ClientAbilities, PROTOCOL_VERSION } from "./wire/initialize.js";

export interface AcpOptions {
  /** Creates the engine; called by the first request that needs it. */
  readonly createHost: CreateServerHost;
  /** The folder we were started in; sessions have their own. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Our version. */
  readonly version: string;
  /** Where a login waits for the browser. Default: 1455. */
  readonly loginPort?: number | undefined;
  /** Called for problems that are not reported to the editor. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/**
 * Serves one editor over the Agent Client Protocol. Settles when the editor has disconnected and everything started has ended.
 *
 * Only reading and the handshake are here; everything else is loaded by the first request that needs it.
 */
export async function serveAcp(options: AcpOptions, transport: Transport): Promise<void> {
  let abilities: ClientAbilities | undefined;
  let preload: Disposable | undefined;

  const services = new Lazy(async (): Promise<AgentServices> => {
    const { createAgentServices } = await import("./agent-services.js");
    if (abilities === undefined) throw new RpcError(ErrorCode.invalidRequest, "initialize comes first");
    return createAgentServices({ options, connection, abilities });
  });

  const initialize: RequestHandler = (params) => {
    const said = abilitiesOf(params);
    if (said === undefined) throw new RpcError(ErrorCode.invalidParams, "initialize needs a protocolVersion");
    abilities = said;
    preload = services.preload();
    return introduction(options, abilities);
  };

  const serve: RequestHandler = async (params, context) => {
    if (abilities === undefined) throw new RpcError(ErrorCode.invalidRequest, "initialize comes first");
    try {
      const { handle } = await services.get();
      context.signal.throwIfAborted();
      return await handle(params, context);
    } catch (error) {
      const { rpcErrorFrom } = await import("./rpc-errors.js");
      throw rpcErrorFrom(error);
    }
  };

  const connection = new Connection({
    transport,
    announcesCancellation: false,
    encode: encodeJson,
    onLongWrite: goAhead,
    findHandler: (method) => (method === "initialize" ? initialize : serve),
    onNotification: async (method, params) => {
      const agent = await services.pending;
      if (agent !== undefined) await notified(agent, method, params);
    },
    onProblem: (problem) => options.onProblem?.(describeProblem(problem)),
  });
  await connection.closed;
  preload?.[Symbol.dispose]();
  await (await services.pending?.catch(() => undefined))?.[Symbol.asyncDispose]();
}

async function notified(agent: AgentServices, method: string, params: unknown): Promise<void> {
  if (method !== "session/cancel" && method !== "$/cancel_request") return;
  const { CancelRequestSchema, CancelSchema } = await import("./wire/agent-requests.js");
  if (method === "session/cancel") return agent.cancelPrompt(CancelSchema.parse(params).sessionId);
  await agent.cancelRequest(CancelRequestSchema.parse(params).requestId);
}

function introduction({ version, env }: AcpOptions, abilities: ClientAbilities) {
  return {
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: "codex", title: "Codex", version },
    agentCapabilities: {
      loadSession: true,
      promptCapabilities: { image: true, audio: false, embeddedContext: true },
      mcpCapabilities: { http: true, sse: false },
      sessionCapabilities: { list: {}, delete: {}, resume: {}, close: {}, additionalDirectories: {} },
      auth: { logout: {} },
    },
    authMethods: authMethods(abilities, env),
  };
}
