import { setTimeout as delay } from "node:timers/promises";
import type { CallToolResult, Tool } from "@codex/mcp-types";
import {
  Client,
  ProtocolError,
  ProtocolErrorCode,
  type RequestOptions,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import { McpClientError } from "./error.js";
import { failureReason, lastWords } from "./failure-reason.js";
import { openTransport } from "./open-transport.js";
import { pagesOf } from "./pages-of.js";
import { readTool } from "./read-tool.js";
import { readToolResult } from "./read-tool-result.js";
import type { ConnectionOptions } from "./server-connection.js";
import { type Prompt, type PromptMessage, PromptMessageSchema, PromptSchema } from "./server-prompts.js";
import {
  type ResourceContent,
  ResourceContentSchema,
  ResourceSchema,
  ResourceTemplateSchema,
  type ServerDescription,
} from "./server-resources.js";
import { StdioTransport } from "./stdio-transport.js";

export const DEFAULT_STARTUP_TIMEOUT_MS = 10_000;
/** How long a server at a URL may take to hear that its session is over. */
const GOODBYE_MS = 500;

const ToolPageSchema = z.object({ tools: z.array(z.unknown()), nextCursor: z.nullish(z.string()) });
const AnyResultSchema = z.looseObject({});
const ContentsSchema = z.object({ contents: z.array(z.unknown()) });
const MessagesSchema = z.object({ messages: z.array(z.unknown()) });

interface Limits {
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** One process or one HTTP session of a server: from its handshake to its end. */
export class ServerLink implements AsyncDisposable {
  readonly #client: Client;
  readonly #transport: Transport;
  readonly #secrets: readonly string[];
  #tools: readonly Tool[] = [];
  /** `again`: the list changed once more while it was being read. */
  #listing: "no" | "once" | "again" = "no";

  private constructor(options: ConnectionOptions, client: Client, transport: Transport) {
    this.#client = client;
    this.#transport = transport;
    this.#secrets = options.config.transport === "stdio" ? Object.values(options.config.env) : [];
  }

  /**
   * Starts or reaches the server, shakes hands and lists its tools.
   * @throws McpClientError when it does not work within the start-up limit; nothing is left running then.
   */
  static async open(options: ConnectionOptions): Promise<ServerLink> {
    const transport = await openTransport(options);
    const client = new Client(
      { name: "codex-mcp-client", title: "Codex", version: options.clientVersion },
      { capabilities: options.answerElicitation === undefined ? {} : { elicitation: { form: {}, url: {} } } },
    );
    const link = new ServerLink(options, client, transport);
    link.#answerElicitations(options);
    client.setNotificationHandler("notifications/tools/list_changed", () => link.#toolsChanged());
    const limits: Limits & RequestOptions = {
      timeout: options.config.startupTimeoutMs ?? DEFAULT_STARTUP_TIMEOUT_MS,
      signal: options.signal,
    };
    try {
      // The limits of the SDK are for requests alone: a server can also be silent about a notification.
      await within(client.connect(transport, limits), limits);
      link.#tools = await link.#listTools(limits);
      return link;
    } catch (error) {
      await link[Symbol.asyncDispose]();
      throw link.#failure("start-failed", error, limits);
    }
  }

  /** Another array after the server has said that its tools changed. */
  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /** What the server says of itself, for the model. */
  get instructions(): string | undefined {
    return this.#client.getInstructions();
  }

  /** Lists that the server cannot give are empty. */
  async describe(limits: Limits): Promise<ServerDescription> {
    const capabilities = this.#client.getServerCapabilities();
    const has = capabilities?.resources !== undefined;
    return {
      info: this.#client.getServerVersion(),
      capabilities,
      resources: has ? await this.#listAll("resources/list", "resources", ResourceSchema, limits) : [],
      resourceTemplates: has
        ? await this.#listAll("resources/templates/list", "resourceTemplates", ResourceTemplateSchema, limits)
        : [],
    };
  }

  /** Whether the server says that it has such. */
  has(capability: "resources" | "prompts"): boolean {
    return this.#client.getServerCapabilities()?.[capability] !== undefined;
  }

  /** @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async readResource(uri: string, limits: Limits): Promise<ResourceContent[]> {
    if (!this.has("resources")) throw new McpClientError("call-failed", "the server has no resources");
    const { contents } = await this.#ask({ method: "resources/read", params: { uri } }, ContentsSchema, limits);
    return contents.flatMap((one) => ResourceContentSchema.safeParse(one).data ?? []);
  }

  /** Empty where the server cannot say. */
  async listPrompts(limits: Limits): Promise<Prompt[]> {
    return this.has("prompts") ? this.#listAll("prompts/list", "prompts", PromptSchema, limits) : [];
  }

  /** What the prompt says, message by message. @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async getPrompt(name: string, args: Readonly<Record<string, string>>, limits: Limits): Promise<PromptMessage[]> {
    const request = { method: "prompts/get", params: { name, arguments: args } };
    const { messages } = await this.#ask(request, MessagesSchema, limits);
    return messages.flatMap((one) => PromptMessageSchema.safeParse(one).data ?? []);
  }

  async #ask<T extends z.ZodMiniType>(
    request: { readonly method: string; readonly params: Record<string, unknown> },
    schema: T,
    limits: Limits,
  ): Promise<z.infer<T>> {
    try {
      return z.parse(schema, await this.#client.request(request, AnyResultSchema, limits));
    } catch (error) {
      throw this.#failure("call-failed", error, limits);
    }
  }

  async #listAll<T extends z.ZodMiniType>(
    method: string,
    name: string,
    schema: T,
    limits: Limits,
  ): Promise<z.infer<T>[]> {
    const listed: z.infer<T>[] = [];
    const ask = (params: Record<string, unknown>) =>
      this.#client.request({ method, params }, AnyResultSchema, limits).catch(() => undefined);
    for await (const { [name]: found } of pagesOf(ask)) {
      if (Array.isArray(found)) listed.push(...found.flatMap((one) => schema.safeParse(one).data ?? []));
    }
    return listed;
  }

  /** The server's process has ended. */
  get ended(): boolean {
    return this.#transport instanceof StdioTransport && this.#transport.ended;
  }

  /** @throws McpClientError `call-failed`, `session-lost`, `timeout` or `interrupted`. */
  async callTool(tool: string, args: Record<string, unknown> | undefined, limits: Limits): Promise<CallToolResult> {
    const params = args === undefined ? { name: tool } : { name: tool, arguments: args };
    try {
      const raw = await this.#client.request({ method: "tools/call", params }, AnyResultSchema, limits);
      const result = readToolResult(raw);
      if (result === undefined) throw new Error("the server's result is an error: its `content` is no list");
      return result;
    } catch (error) {
      throw this.#failure(this.#isSessionLost(error) ? "session-lost" : "call-failed", error, limits);
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

  /** Servers that say what they can do may have nothing but prompts; those that do not say are asked. */
  async #listTools(limits: RequestOptions): Promise<Tool[]> {
    const tools: Tool[] = [];
    const ask = (params: Record<string, unknown>) =>
      this.#client.request({ method: "tools/list", params }, ToolPageSchema, limits).catch((error: unknown) => {
        if (isUnknownMethod(error) && this.#client.getServerCapabilities()?.tools === undefined) return undefined;
        throw error;
      });
    for await (const page of pagesOf(ask)) tools.push(...page.tools.flatMap((tool) => readTool(tool) ?? []));
    return tools;
  }

  /** However often a server says it, its list is read by one request at a time. */
  async #toolsChanged(): Promise<void> {
    const isBusy = this.#listing !== "no";
    this.#listing = isBusy ? "again" : "once";
    if (isBusy) return;
    for (let again = true; again; ) {
      this.#listing = "once";
      // A server that cannot list its tools now keeps those that it had.
      this.#tools = await this.#listTools({ timeout: DEFAULT_STARTUP_TIMEOUT_MS }).catch(() => this.#tools);
      again = this.#isListedAgain();
    }
    this.#listing = "no";
  }

  #isListedAgain(): boolean {
    return this.#listing === "again" && !this.ended;
  }

  #answerElicitations({ answerElicitation: answer, name: server }: ConnectionOptions): void {
    if (answer === undefined) return;
    this.#client.setRequestHandler("elicitation/create", async ({ params }, context) => {
      const asked = "requestedSchema" in params ? params : linkIn(params);
      if (asked === undefined) return { action: "decline" };
      const { message, requestedSchema } = asked;
      const link = "link" in asked ? asked.link : undefined;
      const { action, content } = await answer({ server, message, requestedSchema, link }, context.mcpReq.signal);
      return content === undefined ? { action } : { action, content };
    });
  }

  /** 404 by the specification; many servers are made after an example that answers 400 and speaks of the session. */
  #isSessionLost(error: unknown): boolean {
    if (!(error instanceof SdkHttpError) || !(this.#transport instanceof StreamableHTTPClientTransport)) return false;
    if (this.#transport.sessionId === undefined) return false;
    return error.status === 404 || (error.status === 400 && /session/i.test(error.message));
  }

  #failure(code: McpClientError["code"], error: unknown, { timeout, signal }: Limits): McpClientError {
    if (error instanceof McpClientError) return error;
    if (signal.aborted) return new McpClientError("interrupted", "interrupted", { cause: error });
    const timedOut = error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;
    const said =
      this.#transport instanceof StdioTransport ? lastWords(this.#transport.stderr, this.#secrets) : undefined;
    const key = code === "start-failed" ? "startup_timeout_sec" : "tool_timeout_sec";
    const late = `it did not answer within ${timeout / 1000} s; \`${key}\` lets it take longer`;
    const reason = (timedOut ? late : failureReason(error)) + (said === undefined ? "" : ` (it said: ${said})`);
    const answered = error instanceof ProtocolError ? { serverCode: error.code } : {};
    return new McpClientError(timedOut ? "timeout" : code, reason, { cause: error, ...answered });
  }
}

const LinkSchema = z.object({ message: z.string(), url: z.string(), elicitationId: z.string() });

/** A question that is answered elsewhere; here the user only says yes or no to it. */
function linkIn(params: unknown) {
  const link = LinkSchema.safeParse(params).data;
  if (link === undefined || !/^https?:$/.test(URL.parse(link.url)?.protocol ?? "")) return undefined;
  const requestedSchema = { type: "object", properties: {} };
  return { message: `${link.message}\n${link.url}`, requestedSchema, link };
}

function isUnknownMethod(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === ProtocolErrorCode.MethodNotFound;
}

/** Fails as a request does whose time is up, or whose signal is aborted. */
async function within<T>(work: Promise<T>, { timeout, signal }: Limits): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new SdkError(SdkErrorCode.RequestTimeout, "Request timed out")), timeout);
  const stop = () => late.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
