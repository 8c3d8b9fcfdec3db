import { type Connection, type RequestHandler, serveTable } from "@codex/jsonrpc";
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
  const toolRequests = createToolRequests({ host, connection, initializer });
  return {
    findHandler: (method) => toolRequests(method) ?? codexRequests(method),
    async [Symbol.asyncDispose]() {
      listeners[Symbol.dispose]();
      if (host.started) await (await host())[Symbol.asyncDispose]();
    },
  };
}
