import { type Connection, type RequestHandler, serveTable } from "@codex/jsonrpc";
import { authMethods, createAuthRequests } from "./auth-requests.js";
import { conversationMethods, createCodexRequests } from "./codex-requests.js";
import { createConversationApprovals } from "./conversation-approvals.js";
import { ConversationListeners } from "./conversation-listeners.js";
import type { CreateServerHost } from "./host.js";
import type { Initializer } from "./initialize.js";
import { lazy } from "./lazy.js";
import { createToolRequests } from "./tool-requests.js";

export interface ServerServices extends AsyncDisposable {
  findHandler(method: string): RequestHandler | undefined;
}

/** Everything that answers requests beyond the handshake. */
export function createServices(options: {
  readonly connection: Connection;
  readonly initializer: Initializer;
  readonly createHost: CreateServerHost;
}): ServerServices {
  const { connection, initializer } = options;
  const host = lazy(options.createHost);
  const listeners = new ConversationListeners(connection);
  const approvals = createConversationApprovals(connection);
  const codexRequests = serveTable(conversationMethods, createCodexRequests({ host, listeners, approvals }));
  const authRequests = createAuthRequests({
    auth: async () => (await host()).auth,
    notify: (method, params) => void connection.notify(method, params),
  });
  const serveAuth = serveTable(authMethods, authRequests);
  const toolRequests = createToolRequests({ host, connection, initializer });
  return {
    findHandler: (method) => toolRequests(method) ?? codexRequests(method) ?? serveAuth(method),
    async [Symbol.asyncDispose]() {
      listeners[Symbol.dispose]();
      await authRequests[Symbol.asyncDispose]();
      if (host.started) await (await host())[Symbol.asyncDispose]();
    },
  };
}
