import { EXPERIMENTAL_FIELDS, EXPERIMENTAL_METHODS } from "@codex/app-server-protocol/experimental";
import { InitializeParamsSchema } from "@codex/app-server-protocol/initialize";
import { CLIENT_METHODS } from "@codex/app-server-protocol/methods";
import { Connection, isStall, type RequestHandler, type Transport } from "@codex/jsonrpc";
import { encodeJson, goAhead } from "@codex/slices";
import { describeProblem, Lazy } from "@codex/thread-host";
import { AppClient, type ClientIntroduction } from "./app-client.js";
import type { AppServer } from "./app-server.js";
import { EMPTY_ANSWERS } from "./empty-answers.js";
import { initializeResponse } from "./initialize-response.js";
import { readParams } from "./read-params.js";
import { invalidRequest } from "./rpc-errors.js";

/** Answers everything except the handshake, for one client. */
export interface ClientServices extends AsyncDisposable {
  readonly handle: RequestHandler;
}

const known: ReadonlySet<string> = new Set(CLIENT_METHODS);

/**
 * Serves one client over one transport. Settles when the client has disconnected and its own commands and watches have ended. Reading,
 * dispatch and the handshake are here; everything else is loaded by the first request that needs it.
 */
export async function serveClient(server: AppServer, transport: Transport, clients: Set<AppClient>): Promise<void> {
  const services = new Lazy(async (): Promise<ClientServices> => {
    const { createClientServices } = await import("./client-services.js");
    return createClientServices(server, client);
  });
  let preload: Disposable | undefined;

  const initialize: RequestHandler = async (params) => {
    if (client.introduction !== undefined) throw invalidRequest("Already initialized");
    const introduction = readIntroduction(params);
    client.introduce(introduction);
    preload = services.preload();
    return initializeResponse(server.options, introduction);
  };

  const serve: RequestHandler = async (params, context) => {
    const { handle } = await services.get();
    context.signal.throwIfAborted();
    return handle(params, context);
  };

  const findHandler = (method: string): RequestHandler => {
    if (method === "initialize") return initialize;
    return (params, context) => {
      if (!known.has(method) && !EMPTY_ANSWERS.has(method)) throw unknownMethod(method);
      if (client.introduction === undefined) throw invalidRequest("Not initialized");
      refuseExperimental(method, params, client.introduction);
      return EMPTY_ANSWERS.get(method) ?? serve(params, context);
    };
  };

  const connection = new Connection({
    transport,
    writesVersion: false,
    announcesCancellation: false,
    encode: encodeJson,
    onLongWrite: goAhead,
    findHandler,
    onProblem: (problem) => server.options.onProblem?.(describeProblem(problem)),
  });
  const client = new AppClient(connection);
  clients.add(client);
  const end = await connection.closed;
  if (isStall(end)) server.options.onProblem?.(`a client was disconnected: ${end.error.message}`);
  clients.delete(client);
  preload?.[Symbol.dispose]();
  await (await services.pending?.catch(() => undefined))?.[Symbol.asyncDispose]();
}

/** The client's name is a header of every request to a model. */
const HEADERLESS = /[\0-\b\n-\x1f\x7f]/;

function readIntroduction(params: unknown): ClientIntroduction {
  const { clientInfo, capabilities } = readParams(InitializeParamsSchema, params);
  if (HEADERLESS.test(clientInfo.name)) {
    throw invalidRequest(`Invalid clientInfo.name: '${clientInfo.name}'. Must be a valid HTTP header value.`);
  }
  return {
    name: clientInfo.name,
    version: clientInfo.version,
    experimental: capabilities?.experimentalApi ?? false,
    unwanted: new Set(capabilities?.optOutNotificationMethods ?? []),
  };
}

function unknownMethod(method: string): Error {
  return invalidRequest(
    `Invalid request: unknown variant \`${method}\`, expected one of \`${CLIENT_METHODS.join("`, `")}\``,
  );
}

function refuseExperimental(method: string, params: unknown, { experimental }: ClientIntroduction): void {
  if (experimental) return;
  const field = EXPERIMENTAL_FIELDS[method]?.find((name) => isGiven(params, name));
  const policy = isGranular(params) ? "askForApproval.granular" : undefined;
  const what = EXPERIMENTAL_METHODS.has(method) ? method : field === undefined ? policy : `${method}.${field}`;
  if (what !== undefined) throw invalidRequest(`${what} requires experimentalApi capability`);
}

/** A granular approval policy. */
function isGranular(params: unknown): boolean {
  if (typeof params !== "object" || params === null) return false;
  const policy: unknown = Reflect.get(params, "approvalPolicy");
  return typeof policy === "object" && policy !== null && "granular" in policy;
}

function isGiven(params: unknown, name: string): boolean {
  if (typeof params !== "object" || params === null || !Object.hasOwn(params, name)) return false;
  const value: unknown = Reflect.get(params, name);
  return value !== null && value !== false;
}
