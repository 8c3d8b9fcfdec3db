import { type RequestHandler, serveTable } from "@codex/jsonrpc";
import { authMethods, createAuthRequests } from "./auth-requests.js";
import { type CodexRequestOptions, createCodexRequests } from "./codex-requests.js";
import { rpcErrorFrom } from "./rpc-error-from.js";

/** The requests of the Codex protocol, for one client. Disposing ends its subscriptions and its login. */
export interface CodexProtocol extends AsyncDisposable {
  readonly handle: RequestHandler;
}

export function createCodexProtocol(options: CodexRequestOptions): CodexProtocol {
  const { engine, client } = options;
  const conversations = createCodexRequests(options);
  const auth = createAuthRequests({
    auth: async () => (await engine.host()).auth,
    notify: (method, params) => void client.connection.notify(method, params),
    onProblem: (message) => client.log("warning", message),
  });
  const serveAuth = serveTable(authMethods, auth);
  return {
    async handle(params, context) {
      const handler = conversations.findHandler(context.method) ?? serveAuth(context.method);
      try {
        return await handler?.(params, context);
      } catch (error) {
        throw rpcErrorFrom(error);
      }
    },
    async [Symbol.asyncDispose]() {
      conversations[Symbol.dispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}
