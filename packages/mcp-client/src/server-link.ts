import { setTimeout as delay } from "node:timers/promises";
import type { CallToolResult, Tool } from "@codex/mcp-types";
import {
  Client,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Transport,
  type VersionNegotiationMode,
} from "@modelcontextprotocol/client";
import { McpClientError, type McpServerError } from "./error.js";
import { failureReason, lastWords } from "./failure-reason.js";
import { type Limits, LONGEST_TIMER_MS, within } from "./limits.js";
import { openTransport } from "./open-transport.js";
import { parameterHeaders } from "./parameter-headers.js";
import { readToolResult } from "./read-tool-result.js";
import { SentSecrets } from "./sent-secrets.js";
import type { ConnectionOptions } from "./server-connection.js";
import { ServerOffers } from "./server-offers.js";
import { ServerRequests } from "./server-requests.js";
import { StdioTransport } from "./stdio-transport.js";
import { ToolList } from "./tool-list.js";

const DEFAULT_STARTUP_TIMEOUT_MS = 10_000;
/** How long a server at a URL may take to end its session. */
const GOODBYE_MS = 500;

const WITHOUT_HANDSHAKE: VersionNegotiationMode = { pin: "2026-07-28" };

/** One process or HTTP session of a server, from its handshake to its end. */
export class ServerLink implements AsyncDisposable {
  /** Its resources and prompts. */
  readonly offers: ServerOffers;
  readonly #client: Client;
  readonly #transport: Transport;
  readonly #secrets: SentSecrets;
  #isClosed = false;
  readonly #list: ToolList;
  readonly #requests: ServerRequests;

  private constructor(options: ConnectionOptions, client: Client, transport: Transport, secrets: SentSecrets) {
    this.#client = client;
    this.#transport = transport;
    this.#secrets = secrets;
    this.#list = new ToolList(client, () => this.ended);
    this.#requests = new ServerRequests(client, options.name, options.answerElicitation);
    this.offers = new ServerOffers(client, this.#requests, (error, limits) => this.#requestFailure(error, limits));
  }

  /**
   * Starts or contacts the server, performs the handshake and lists its tools.
   * @throws McpClientError if it is not ready within the start-up limit; then nothing is left running.
   */
  static async open(options: ConnectionOptions): Promise<ServerLink> {
    const link = await ServerLink.#connected(options);
    const limits = startLimits(options);
    try {
      await link.#list.read(limits);
      return link;
    } catch (error) {
      await link[Symbol.asyncDispose]();
      throw link.#failure("start-failed", error, limits);
    }
  }

  static async #connected(options: ConnectionOptions): Promise<ServerLink> {
    try {
      return await ServerLink.#connect(options, "legacy");
    } catch (error) {
      if (!(error instanceof McpClientError) || !knowsNoHandshake(error)) throw error;
      const link = await ServerLink.#connect(options, WITHOUT_HANDSHAKE);
      link.#listen();
      return link;
    }
  }

  static async #connect(options: ConnectionOptions, mode: VersionNegotiationMode): Promise<ServerLink> {
    const { answerElicitation, clientVersion } = options;
    const secrets = new SentSecrets();
    const transport = await openTransport(options, secrets);
    const client = new Client(
      { name: "codex-mcp-client", title: "Codex", version: clientVersion },
      {
        capabilities: answerElicitation === undefined ? {} : { elicitation: { form: {}, url: {} } },
        versionNegotiation: { mode },
      },
    );
    const link = new ServerLink(options, client, transport, secrets);
    const changed = () => link.#list.changed({ timeout: DEFAULT_STARTUP_TIMEOUT_MS });
    client.setNotificationHandler("notifications/tools/list_changed", changed);
    const limits = startLimits(options);
    try {
      // The SDK limits only requests: a server can also hang on a notification.
      await within(client.connect(transport, limits), limits);
      return link;
    } catch (error) {
      await link[Symbol.asyncDispose]();
      throw link.#failure("start-failed", error, limits);
    }
  }

  /** A new array after the server has reported a change of its tools. */
  get tools(): readonly Tool[] {
    return this.#list.tools;
  }

  /** The server's instructions for the model. */
  get instructions(): string | undefined {
    return this.#client.getInstructions();
  }

  /** Whether it is closed, or the server's process has ended. */
  get ended(): boolean {
    return this.#isClosed || (this.#transport instanceof StdioTransport && this.#transport.ended);
  }

  /** @throws McpClientError `call-failed`, `session-lost`, `timeout` or `interrupted`. */
  async callTool(tool: string, args: Record<string, unknown> | undefined, limits: Limits): Promise<CallToolResult> {
    const params = args === undefined ? { name: tool } : { name: tool, arguments: args };
    try {
      const listed = this.tools.find(({ name }) => name === tool);
      const headers = listed && parameterHeaders(listed, args);
      const raw = await this.#requests.send({ method: "tools/call", params }, limits, headers);
      const result = readToolResult(raw);
      if (result === undefined) throw new Error("the server's result is an error: its `content` is not a list");
      return result;
    } catch (error) {
      throw this.#requestFailure(error, limits);
    }
  }

  /** Closes the connection and, if we started the server, ends it with all its children. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#transport instanceof StreamableHTTPClientTransport) {
      const ended = this.#transport.terminateSession().catch(() => {});
      await Promise.race([ended, delay(GOODBYE_MS, undefined, { ref: false })]);
    }
    await this.#client.close().catch(() => {});
    await this.#transport.close().catch(() => {});
  }

  /** Without a handshake, a server reports changes of its tools only to clients that ask for them. */
  #listen(): void {
    if (this.#client.getServerCapabilities()?.tools?.listChanged !== true) return;
    this.#client.listen({ toolsListChanged: true }).catch(() => {});
  }

  /** The specification says 404; many servers follow examples that answer 400 and mention the session, or that they are not initialized. */
  #isSessionLost(error: unknown): boolean {
    if (!(error instanceof SdkHttpError) || !(this.#transport instanceof StreamableHTTPClientTransport)) return false;
    if (this.#transport.sessionId === undefined) return false;
    return error.status === 404 || (error.status === 400 && /session|not initialized/i.test(error.message));
  }

  #requestFailure(error: unknown, limits: Limits): McpClientError {
    return this.#failure(this.#isSessionLost(error) ? "session-lost" : "call-failed", error, limits);
  }

  #howItEnded(error: unknown): string | undefined {
    const isOver = error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed;
    if (!isOver || !(this.#transport instanceof StdioTransport)) return undefined;
    const { exitCode } = this.#transport;
    return exitCode === undefined ? "the server has ended" : `the server ended with code ${exitCode}`;
  }

  #failure(code: McpClientError["code"], error: unknown, { timeout, signal }: Limits): McpClientError {
    if (error instanceof McpClientError) return error;
    if (signal.aborted) return new McpClientError("interrupted", "interrupted", { cause: error });
    const timedOut = error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;
    const said =
      this.#transport instanceof StdioTransport ? lastWords(this.#transport.stderr, this.#secrets) : undefined;
    const key = code === "start-failed" ? "startup_timeout_sec" : "tool_timeout_sec";
    const late = `it did not answer within ${timeout / 1000} s; \`${key}\` lets it take longer`;
    const why = timedOut ? late : (this.#howItEnded(error) ?? failureReason(error, this.#secrets));
    const reason = why + (said === undefined ? "" : ` (it said: ${said})`);
    return new McpClientError(timedOut ? "timeout" : code, reason, {
      cause: error,
      serverError: answered(error, this.#secrets),
    });
  }
}

/**
 * Whether a server speaks only the versions since 2026-07, which have no handshake. Most servers speak older ones too, so those are tried
 * first.
 */
function knowsNoHandshake({ cause }: McpClientError): boolean {
  return (
    cause instanceof ProtocolError &&
    (cause.code === ProtocolErrorCode.UnsupportedProtocolVersion || cause.code === ProtocolErrorCode.MethodNotFound)
  );
}

function startLimits({ config, signal }: ConnectionOptions): Limits {
  return { timeout: Math.min(config.startupTimeoutMs ?? DEFAULT_STARTUP_TIMEOUT_MS, LONGEST_TIMER_MS), signal };
}

/** For a missing resource, the SDK's servers use another error code than most others. */
function answered(error: unknown, secrets: SentSecrets): McpServerError | undefined {
  if (!(error instanceof ProtocolError)) return undefined;
  const code = error instanceof ResourceNotFoundError ? ProtocolErrorCode.ResourceNotFound : error.code;
  return { code, message: secrets.hideIn(error.message), data: secrets.hideInValue(error.data) };
}
