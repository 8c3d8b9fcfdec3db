import type { IncomingMessage, ServerResponse } from "node:http";
import { errorMessage } from "@codex/core";
import { readMessage } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import { OLDER_PROTOCOL_VERSIONS, PROTOCOL_VERSIONS } from "@codex/mcp-types/protocol-version";
import { type McpServerDefinition, serveMcp } from "../mcp/serve-mcp.js";
import { guardRequest } from "./guard-request.js";
import { HttpSession } from "./http-session.js";
import { readBody } from "./read-body.js";

export interface HttpHandlerOptions {
  /** The server that each client gets. */
  readonly definition: McpServerDefinition;
  /** Clients send it as `Authorization: Bearer <token>`. */
  readonly token: string;
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** The server's path. */
export const ENDPOINT = "/mcp";
const MAX_SESSIONS = 200;
/** A client without a connection for this long is considered gone, in milliseconds. */
const SESSION_IDLE_MS = 30 * 60 * 1000;
const PING_MS = 15_000;
const KNOWN_VERSIONS: readonly string[] = [...PROTOCOL_VERSIONS, ...OLDER_PROTOCOL_VERSIONS];
/**
 * The first request of clients that also support a version without sessions. They fall back to `initialize` if it is not supported; some
 * give up at any error about versions.
 */
const DISCOVER = "server/discover";

/** Serves MCP over streamable HTTP, one session per client. Disposing ends the sessions. */
export class HttpHandler implements AsyncDisposable {
  readonly #options: HttpHandlerOptions;
  readonly #sessions = new Map<string, HttpSession>();
  readonly #served = new Set<Promise<void>>();
  readonly #upkeep: ReturnType<typeof setInterval>;

  constructor(options: HttpHandlerOptions) {
    this.#options = options;
    this.#upkeep = setInterval(() => this.#tend(), PING_MS);
    this.#upkeep.unref();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = guardRequest(request, this.#options.token);
    if (refusal !== undefined) {
      if (refusal.status === 401) response.setHeader("www-authenticate", "Bearer");
      return refuse(response, refusal.status, refusal.message);
    }
    if (URL.parse(request.url ?? "/", "http://localhost")?.pathname !== ENDPOINT) {
      return refuse(response, 404, `Not found: MCP is served at ${ENDPOINT}`);
    }
    const version = request.headers["mcp-protocol-version"];
    if (version !== undefined && !KNOWN_VERSIONS.includes(String(version))) {
      return this.#refuseVersion(request, response, String(version));
    }
    switch (request.method) {
      case "POST":
        return this.#post(request, response);
      case "GET":
        return this.#get(request, response);
      case "DELETE":
        return this.#delete(request, response);
      default:
        response.setHeader("allow", "GET, POST, DELETE");
        return refuse(response, 405, "Method not allowed");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#upkeep);
    for (const session of this.#sessions.values()) session.incoming.close();
    await Promise.all(this.#served);
  }

  /** The error contains the request's id, if any, and the supported versions. */
  async #refuseVersion(request: IncomingMessage, response: ServerResponse, requested: string): Promise<void> {
    const text = request.method === "POST" ? await readBody(request) : undefined;
    const message = text === undefined ? undefined : readMessage(text);
    const asked = message?.type === "request" ? message : undefined;
    if (asked?.method === DISCOVER) return refuseDiscovery(response, asked.id);
    refuse(response, 400, {
      code: ErrorCode.unsupportedProtocolVersion,
      message: `Unsupported protocol version: ${requested}`,
      data: { supported: KNOWN_VERSIONS, requested },
      id: asked?.id ?? null,
    });
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accept = "", "content-type": type = "" } = request.headers;
    if (!type.startsWith("application/json")) return refuse(response, 415, "The body must be application/json");
    if (!accept.includes("text/event-stream") && !accept.includes("*/*")) {
      return refuse(response, 406, "The client must accept application/json and text/event-stream");
    }
    const text = await readBody(request);
    if (text === undefined) return refuse(response, 413, "The body is too long");
    const message = readMessage(text);
    if (message.type === "fault") return refuse(response, 400, message.error);

    const isOutsideSession = message.type === "request" && !sessionIdIn(request);
    if (isOutsideSession && message.method === DISCOVER) return refuseDiscovery(response, message.id);
    const isFirst = isOutsideSession && message.method === "initialize";
    const session = isFirst ? this.#open(response) : this.#find(request, response);
    if (session === undefined) return;
    if (message.type !== "request") {
      session.receive(text);
      response.writeHead(202).end();
      return;
    }
    response.setHeader("mcp-session-id", session.id);
    if (!session.receiveRequest(message.id, text, response)) {
      refuse(response, 400, `The id ${JSON.stringify(message.id)} is in use`);
    }
  }

  #get(request: IncomingMessage, response: ServerResponse): void {
    if (sessionIdIn(request) === "") {
      response.setHeader("allow", "POST");
      return refuse(response, 405, "There is nothing to listen to without a session: send initialize first");
    }
    const session = this.#find(request, response);
    if (session === undefined) return;
    const { accept = "", "last-event-id": lastEventId } = request.headers;
    if (!accept.includes("text/event-stream")) return refuse(response, 406, "The client must accept text/event-stream");
    if (!session.listen(response, lastEventId === undefined ? undefined : String(lastEventId))) {
      refuse(response, 400, "There is no such event to continue from");
    }
  }

  async #delete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = this.#find(request, response);
    if (session === undefined) return;
    this.#sessions.delete(session.id);
    session.incoming.close();
    response.writeHead(204).end();
  }

  #open(response: ServerResponse): HttpSession | undefined {
    if (this.#sessions.size >= MAX_SESSIONS) {
      refuse(response, 503, { message: "Too many sessions", code: ErrorCode.serverBusy });
      return undefined;
    }
    const session = new HttpSession();
    this.#sessions.set(session.id, session);
    const { definition, onProblem } = this.#options;
    const served = serveMcp(definition, { transport: session, onProblem })
      .catch((error: unknown) => onProblem?.(`a session ended badly: ${errorMessage(error)}`))
      .finally(() => {
        this.#sessions.delete(session.id);
        this.#served.delete(served);
      });
    this.#served.add(served);
    return session;
  }

  #find(request: IncomingMessage, response: ServerResponse): HttpSession | undefined {
    const id = sessionIdIn(request);
    const session = this.#sessions.get(id);
    if (session !== undefined && !session.isClosed) return session;
    if (id === "") refuse(response, 400, "The Mcp-Session-Id header is missing");
    else refuse(response, 404, "There is no such session");
    return undefined;
  }

  #tend(): void {
    for (const session of this.#sessions.values()) {
      session.ping();
      if (Date.now() - session.usedAt > SESSION_IDLE_MS) session.incoming.close();
    }
  }
}

function sessionIdIn(request: IncomingMessage): string {
  return String(request.headers["mcp-session-id"] ?? "");
}

function refuseDiscovery(response: ServerResponse, id: RequestId): void {
  refuse(response, 404, { code: ErrorCode.methodNotFound, message: `Method not found: ${DISCOVER}`, id });
}

interface Refusal {
  readonly message: string;
  readonly code?: number;
  readonly data?: unknown;
  readonly id?: RequestId | null;
}

function refuse(response: ServerResponse, status: number, refusal: string | Refusal): void {
  const {
    id = null,
    code = ErrorCode.invalidRequest,
    message,
    data,
  } = typeof refusal === "string" ? { message: refusal } : refusal;
  response.setHeader("content-type", "application/json");
  // The unread rest of a body must not be taken for the next request.
  response.setHeader("connection", "close");
  response.writeHead(status).end(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message, data } }));
}
