import { clientRequests } from "@codex/app-server-protocol/client-requests";
import type { ClientMethod } from "@codex/app-server-protocol/methods";
import type { RequestHandler, Schema } from "@codex/jsonrpc";
import type { AppClient } from "./app-client.js";
import type { AppServer } from "./app-server.js";
import { ClientResources } from "./client-resources.js";
import { goalRequests } from "./goals/goal-requests.js";
import { readParams } from "./read-params.js";
import type { RequestHandlers } from "./request-handlers.js";
import { accountRequests } from "./requests/account-requests.js";
import { commandRequests } from "./requests/command-requests.js";
import { configRequests } from "./requests/config-requests.js";
import { featureRequests } from "./requests/feature-requests.js";
import { fileRequests } from "./requests/file-requests.js";
import { fileWatchRequests } from "./requests/file-watch-requests.js";
import { gitRequests } from "./requests/git-requests.js";
import { hookRequests } from "./requests/hook-requests.js";
import { importRequests } from "./requests/import-requests.js";
import { refuseLocalMethod } from "./requests/local-methods.js";
import { mcpLoginRequests } from "./requests/mcp-login-requests.js";
import { mcpRequests } from "./requests/mcp-requests.js";
import { modelRequests } from "./requests/model-requests.js";
import { processRequests } from "./requests/process-requests.js";
import { refusedMethods } from "./requests/refused-methods.js";
import { searchRequests } from "./requests/search-requests.js";
import { skillRequests } from "./requests/skill-requests.js";
import { invalidRequest, rpcErrorFrom } from "./rpc-errors.js";
import { sendConfigWarnings } from "./send-config-warnings.js";
import type { ClientServices } from "./serve-client.js";
import { historyRequests } from "./threads/history-requests.js";
import { listRequests } from "./threads/list-requests.js";
import { openingRequests } from "./threads/opening-requests.js";
import { savedThreadRequests } from "./threads/saved-thread-requests.js";
import { terminalRequests } from "./threads/terminal-requests.js";
import { threadRequests } from "./threads/thread-requests.js";
import { threadSearchRequests } from "./threads/thread-search-requests.js";
import { queueRequests } from "./turns/queue-requests.js";
import { reviewRequests } from "./turns/review-requests.js";
import { turnRequests } from "./turns/turn-requests.js";

/** What one client's handlers share. */
export interface ClientContext {
  readonly server: AppServer;
  readonly client: AppClient;
  /** Resources that end with the client, the latest first, such as its commands and watches. */
  readonly resources: ClientResources;
}

/** Answers a client's requests, according to the protocol's table. */
export function createClientServices(server: AppServer, client: AppClient): ClientServices {
  const resources = new ClientResources();
  resources.defer(() => server.threads.leave(client));
  void sendConfigWarnings(server, client);
  const handlers: Readonly<Record<string, RequestHandler>> = handlersFor({ server, client, resources });
  const table: Readonly<Record<string, { readonly params: Schema }>> = clientRequests;
  return {
    async handle(params, context) {
      const entry = table[context.method];
      const handler = handlers[context.method];
      if (entry === undefined || handler === undefined) throw invalidRequest(`${context.method} is not served`);
      refuseLocalMethod(server, context.method);
      try {
        return await handler(readParams(entry.params, params), context);
      } catch (error) {
        throw rpcErrorFrom(error);
      }
    },
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

function handlersFor(context: ClientContext) {
  return {
    ...refusedMethods,
    ...accountRequests(context),
    ...commandRequests(context),
    ...configRequests(context),
    ...featureRequests(context),
    ...fileRequests(context),
    ...fileWatchRequests(context),
    ...gitRequests(context),
    ...hookRequests(context),
    ...importRequests(context),
    ...mcpLoginRequests(context),
    ...mcpRequests(context),
    ...modelRequests(context),
    ...processRequests(context),
    ...searchRequests(context),
    ...skillRequests(context),
    ...openingRequests(context),
    ...threadRequests(context),
    ...terminalRequests(context),
    ...threadSearchRequests(context),
    ...listRequests(context),
    ...savedThreadRequests(context),
    ...historyRequests(context),
    ...goalRequests(context),
    ...queueRequests(context),
    ...reviewRequests(context),
    ...turnRequests(context),
  } satisfies RequestHandlers<Exclude<ClientMethod, "initialize">> as Readonly<Record<string, RequestHandler>>;
}
