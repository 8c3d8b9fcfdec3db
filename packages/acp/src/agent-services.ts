import { fileThreadStore } from "@codex/core";
import { type Connection, type RequestHandler, RpcError, serveTable } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { authenticate } from "./authentication.js";
import { CancellableRequests } from "./cancellable-requests.js";
import { OpenSessions } from "./open-sessions.js";
import type { AcpOptions } from "./serve-acp.js";
import type { Session } from "./session/session.js";
import { sessionRequests } from "./session-requests.js";
import { agentRequests } from "./wire/agent-requests.js";
import type { ClientAbilities } from "./wire/initialize.js";

export interface AgentServices extends AsyncDisposable {
  readonly handle: RequestHandler;
  cancelPrompt(sessionId: string): Promise<void>;
  /** The editor cancels one of its own requests. */
  cancelRequest(id: string | number): Promise<void>;
}

export interface AgentContext {
  readonly options: AcpOptions;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
}

/** Answers an editor's requests. */
export async function createAgentServices(context: AgentContext): Promise<AgentServices> {
  const { options, connection, abilities } = context;
  const host = await options.createHost();
  const store = fileThreadStore(host.codexHome);
  const sessions = new OpenSessions(context, host);
  const prompts = new Map<string | number, Session>();
  const requests = new CancellableRequests();

  const findHandler = serveTable(agentRequests, {
    async authenticate({ methodId }, { id, signal }) {
      const { env, platform, loginPort } = options;
      const { auth } = host;
      await authenticate(methodId, { auth, env, platform, loginPort, connection, abilities, requestId: id, signal });
      return {};
    },
    async logout() {
      await host.auth.logout();
      return {};
    },
    async "session/prompt"({ sessionId, prompt }, { id }) {
      const session = sessions.get(sessionId);
      prompts.set(id, session);
      try {
        return await session.prompt(prompt);
      } finally {
        prompts.delete(id);
      }
    },
    ...sessionRequests({ sessions, store, cwd: options.cwd }),
  });

  return {
    handle(params, context) {
      const handler = findHandler(context.method);
      if (handler === undefined) throw new RpcError(ErrorCode.methodNotFound, `Method not found: ${context.method}`);
      return requests.serve(handler)(params, context);
    },
    cancelPrompt: async (sessionId) => sessions.find(sessionId)?.cancel(),
    async cancelRequest(id) {
      requests.cancel(id);
      await prompts.get(id)?.cancel();
    },
    async [Symbol.asyncDispose]() {
      sessions[Symbol.dispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}
