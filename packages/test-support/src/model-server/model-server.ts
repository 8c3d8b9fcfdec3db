import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { Condition } from "../condition.js";
import { listeningPort } from "./listening-port.js";
import type { ModelReply, ScriptedReply } from "./model-reply.js";

/** A received request. */
export interface ModelServerRequest {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed if it is JSON, otherwise text. */
  readonly body: unknown;
}

/** A model server on loopback that answers from a script. */
export interface ModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/v1`: the `base_url` of a provider. */
  readonly baseUrl: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ModelServerRequest[];
  /** How many connections have been opened so far. */
  readonly connections: number;
  /** Resolves when that many requests have arrived. */
  waitForRequests(count: number): Promise<void>;
  /** Aborts all answers in progress. */
  breakConnections(): void;
  /** Adds replies to the end of the script. */
  push(...replies: readonly ScriptedReply[]): void;
}

export interface ModelServerOptions {
  /** Whether unused replies are allowed. Default: false. */
  readonly allowLeftover?: boolean;
}

/**
 * Starts the server; each request gets the script's next matching reply. Disposing throws if a request had no reply, or a reply was left
 * over, so that a test cannot pass with the wrong number of requests.
 */
export async function startModelServer(
  script: readonly ScriptedReply[],
  { allowLeftover = false }: ModelServerOptions = {},
): Promise<ModelServer> {
  const queue = [...script];
  const requests: ModelServerRequest[] = [];
  const arrived = new Condition();
  let unexpected = 0;
  let connections = 0;

  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    // A client that only checks whether there is a server makes no model request.
    if (request.method === "GET" && /\/(responses|chat\/completions)$/.test(request.path))
      return send(LOOKED_AT, response);
    requests.push(request);
    const reply = takeReply(queue, request.body);
    if (reply === undefined) unexpected += 1;
    arrived.notify();
    await send(reply ?? NO_REPLY_LEFT, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    baseUrl: `http://127.0.0.1:${listeningPort(server)}/v1`,
    requests,
    get connections() {
      return connections;
    },
    breakConnections: () => server.closeAllConnections(),
    push: (...replies) => void queue.push(...replies),
    async waitForRequests(count) {
      await arrived.until(() => requests.length >= count);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (unexpected > 0)
        throw new Error(`the model server got ${unexpected} requests that the script does not expect`);
      if (queue.length > 0 && !allowLeftover)
        throw new Error(`${queue.length} replies of the script were not asked for`);
    },
  };
}

/** The first matching reply. */
function takeReply(queue: ScriptedReply[], body: unknown): ModelReply | undefined {
  const index = queue.findIndex((one) => one.type !== "fitting" || one.fits(body));
  const [found] = index === -1 ? [] : queue.splice(index, 1);
  if (found?.type !== "fitting") return found;
  return typeof found.reply === "function" ? found.reply(body) : found.reply;
}

const LOOKED_AT: ModelReply = { type: "status", status: 405, body: { error: { message: "POST only" } } };

const NO_REPLY_LEFT: ModelReply = {
  type: "status",
  status: 500,
  body: { error: { message: "the script has no reply left" } },
};

async function readRequest(incoming: IncomingMessage): Promise<ModelServerRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    body: parse(Buffer.concat(chunks).toString("utf8")),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function send(reply: ModelReply, response: ServerResponse): Promise<void> {
  switch (reply.type) {
    case "status":
      response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
      response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {}));
      return;
    case "stream":
      response.writeHead(200, { "content-type": "text/event-stream", ...reply.headers });
      await finish(reply, response);
      return;
    case "silence":
      return;
    case "drop":
      response.destroy();
      return;
    case "endless":
      response.writeHead(reply.status ?? 200, { "content-type": "text/event-stream" });
      await pour(reply.piece, response);
      return;
    default:
      reply satisfies never;
  }
}

async function finish(reply: ModelReply & { type: "stream" }, response: ServerResponse): Promise<void> {
  switch (reply.afterwards) {
    case "end":
      response.end(reply.body);
      return;
    case "hang":
      response.write(reply.body);
      return;
    case "drop":
      response.write(reply.body, () => response.destroy());
      return;
    default:
      reply.afterwards satisfies never;
  }
}

async function pour(piece: string, response: ServerResponse): Promise<void> {
  const closed = once(response, "close");
  while (!response.destroyed) {
    if (!response.write(piece)) await Promise.race([once(response, "drain"), closed]);
  }
}
