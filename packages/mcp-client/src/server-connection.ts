import { setTimeout as delay } from "node:timers/promises";
import { type CallToolResult, CallToolResultSchema, type Tool, ToolSchema } from "@codex/mcp-types";
import {
  Client,
  deserializeMessage,
  type RequestOptions,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import { McpClientError } from "./error.js";
import { failureReason, lastWords } from "./failure-reason.js";
import { httpTransport } from "./http-transport.js";
import type { McpServerConfig } from "./server-config.js";
import { serverEnvironment } from "./server-environment.js";
import { StdioTransport } from "./stdio-transport.js";

/** A server asks the user something, in the middle of a call. */
export interface Elicitation {
  readonly server: string;
  readonly message: string;
  /** JSON Schema of the answer: an object of plain values. */
  readonly requestedSchema: unknown;
}

/** The user's answer. */
export interface ElicitationAnswer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Record<string, string | number | boolean | string[]> | undefined;
}

export type AnswerElicitation = (elicitation: Elicitation, signal: AbortSignal) => Promise<ElicitationAnswer>;

export interface ConnectionOptions {
  readonly name: string;
  readonly config: McpServerConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly clientVersion: string;
  readonly answerElicitation: AnswerElicitation | undefined;
  readonly signal: AbortSignal;
}

const DEFAULT_STARTUP_TIMEOUT_MS = 10_000;
const DEFAULT_TOOL_TIMEOUT_MS = 60 * 60 * 1000;
const MAX_PAGES = 64;
/** How long a server at a URL may take to hear that its session is over. */
const GOODBYE_MS = 500;

/** Tools are checked one by one: a malformed one does not cost the others. */
const ToolPageSchema = z.object({ tools: z.array(z.unknown()), nextCursor: z.nullish(z.string()) });

/** A live connection to one server. */
export class ServerConnection implements AsyncDisposable {
  readonly name: string;
  readonly #client: Client;
  readonly #transport: Transport;
  readonly #toolTimeoutMs: number;
  readonly #secrets: readonly string[];
  #tools: readonly Tool[] = [];

  private constructor(options: ConnectionOptions, client: Client, transport: Transport) {
    this.name = options.name;
    this.#client = client;
    this.#transport = transport;
    this.#toolTimeoutMs = options.config.toolTimeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS;
    this.#secrets = options.config.transport === "stdio" ? Object.values(options.config.env) : [];
  }

  /**
   * Starts or reaches the server, shakes hands and lists its tools.
   * @throws McpClientError when it does not work within the start-up limit; nothing is left running then.
   */
  static async open(options: ConnectionOptions): Promise<ServerConnection> {
    const transport = await transportFor(options);
    const client = new Client(
      { name: "codex-mcp-client", title: "Codex", version: options.clientVersion },
      { capabilities: options.answerElicitation === undefined ? {} : { elicitation: {} } },
    );
    const connection = new ServerConnection(options, client, transport);
    connection.#answerElicitations(options.answerElicitation);
    connection.#followToolChanges();
    const limits: RequestOptions = {
      timeout: options.config.startupTimeoutMs ?? DEFAULT_STARTUP_TIMEOUT_MS,
      signal: options.signal,
    };
    try {
      await client.connect(transport, limits);
      connection.#tools = await connection.#listTools(limits);
      return connection;
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw connection.#failure("start-failed", error, options.signal);
    }
  }

  /** Another array after the server has said that its tools changed. */
  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /**
   * Calls a tool. When `signal` is aborted or the time is up, the server is told to stop.
   * @throws McpClientError `call-failed`, `timeout` or `interrupted`. A tool that failed is no error but a result with `isError`.
   */
  async callTool(
    tool: string,
    args: Record<string, unknown> | undefined,
    { timeoutMs = this.#toolTimeoutMs, signal }: { timeoutMs?: number | undefined; signal: AbortSignal },
  ): Promise<CallToolResult> {
    const params = args === undefined ? { name: tool } : { name: tool, arguments: args };
    try {
      return await this.#client.request({ method: "tools/call", params }, CallToolResultSchema, {
        timeout: timeoutMs,
        signal,
      });
    } catch (error) {
      throw this.#failure("call-failed", error, signal);
    }
  }

  /** Ends the connection and, for a server that we started, the server with all its children. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#transport instanceof StreamableHTTPClientTransport) {
      const ended = this.#transport.terminateSession().catch(() => {});
      await Promise.race([ended, delay(GOODBYE_MS, undefined, { ref: false })]);
    }
    await this.#client.close().catch(() => {});
    await this.#transport.close().catch(() => {});
  }

  async #listTools(limits: RequestOptions): Promise<Tool[]> {
    const tools: Tool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const params = cursor === undefined ? {} : { cursor };
      const answer = await this.#client.request({ method: "tools/list", params }, ToolPageSchema, limits);
      tools.push(...answer.tools.flatMap((tool) => ToolSchema.safeParse(tool).data ?? []));
      cursor = answer.nextCursor ?? undefined;
      if (cursor === undefined) break;
    }
    return tools;
  }

  #followToolChanges(): void {
    this.#client.setNotificationHandler("notifications/tools/list_changed", async () => {
      const limits: RequestOptions = { timeout: DEFAULT_STARTUP_TIMEOUT_MS };
      // A server that cannot list its tools now keeps those that it had.
      this.#tools = await this.#listTools(limits).catch(() => this.#tools);
    });
  }

  #answerElicitations(answer: AnswerElicitation | undefined): void {
    if (answer === undefined) return;
    this.#client.setRequestHandler("elicitation/create", async ({ params }, context) => {
      if (!("requestedSchema" in params)) return { action: "decline" };
      const { message, requestedSchema } = params;
      const { action, content } = await answer({ server: this.name, message, requestedSchema }, context.mcpReq.signal);
      return content === undefined ? { action } : { action, content };
    });
  }

  #failure(code: "start-failed" | "call-failed", error: unknown, signal: AbortSignal): McpClientError {
    if (signal.aborted) return new McpClientError("interrupted", "interrupted", { cause: error });
    const timedOut = error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;
    const said =
      this.#transport instanceof StdioTransport ? lastWords(this.#transport.stderr, this.#secrets) : undefined;
    const reason = failureReason(error) + (said === undefined ? "" : ` (it said: ${said})`);
    return new McpClientError(timedOut ? "timeout" : code, reason, { cause: error });
  }
}

async function transportFor(options: ConnectionOptions): Promise<Transport> {
  const { config, env, platform } = options;
  switch (config.transport) {
    case "streamable-http":
      return httpTransport(config, env);
    case "stdio": {
      const { command, args } = config;
      const server = { command, env: serverEnvironment(env, config.env, platform), cwd: config.cwd ?? options.cwd };
      if (platform !== "win32") return new StdioTransport({ ...server, args, parse: deserializeMessage });
      const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
      return new StdioClientTransport({ ...server, args: [...args], stderr: "ignore" });
    }
    default:
      return config satisfies never;
  }
}
