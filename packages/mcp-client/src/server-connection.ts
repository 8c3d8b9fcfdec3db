import type { CallToolResult, Tool } from "@codex/mcp-types";
import type { FetchLike } from "@modelcontextprotocol/client";
import { McpClientError } from "./error.js";
import type { McpCredentialStore } from "./oauth/credentials.js";
import type { McpServerConfig } from "./server-config.js";
import { ServerLink } from "./server-link.js";
import type { Prompt, PromptMessage } from "./server-prompts.js";
import type { ResourceContent, ServerDescription } from "./server-resources.js";
import { unlessAborted } from "./unless-aborted.js";

/** A server asks the user something, in the middle of a call. */
export interface Elicitation {
  readonly server: string;
  readonly message: string;
  /** JSON Schema of the answer: an object of plain values. */
  readonly requestedSchema: unknown;
  /** Where the user is to go for it; then the message names the address, too. */
  readonly link?: ElicitationLink | undefined;
}

/** A page that a server wants the user to open. */
export interface ElicitationLink {
  /** http or https. */
  readonly url: string;
  readonly elicitationId: string;
  /** The server's words alone. */
  readonly message: string;
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
  /** How requests reach servers at a URL. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** Logins at servers that want one. */
  readonly credentials?: McpCredentialStore | undefined;
  readonly signal: AbortSignal;
}

const DEFAULT_TOOL_TIMEOUT_MS = 60 * 60 * 1000;
const DESCRIBE_TIMEOUT_MS = 10_000;
/** A server that ends this often with no call that worked in between is not started again. */
const MAX_RESTARTS = 3;

/** A configured server. When its process ends or its HTTP session expires, the next call starts another. */
export class ServerConnection implements AsyncDisposable {
  readonly name: string;
  #options: ConnectionOptions;
  readonly #disposed = new AbortController();
  #link: ServerLink;
  #opening: Promise<ServerLink> | undefined;
  #restarts = 0;
  #listed: readonly Tool[] = [];
  #tools: readonly Tool[] = [];
  /** What the server was asked and has not answered. */
  readonly #asked = new Set<Promise<unknown>>();

  private constructor(options: ConnectionOptions, link: ServerLink) {
    this.name = options.name;
    this.#options = options;
    this.#link = link;
  }

  /** @throws McpClientError when it does not work within the start-up limit; nothing is left running then. */
  static async open(options: ConnectionOptions): Promise<ServerConnection> {
    return new ServerConnection(options, await ServerLink.open(options));
  }

  /** Whether its process has ended by itself; the next call starts another. */
  get hasEnded(): boolean {
    return this.#link.ended;
  }

  /** Goes on under a configuration with other limits. */
  adopt(config: McpServerConfig): void {
    if (config === this.#options.config) return;
    this.#options = { ...this.#options, config };
    // The tools are chosen anew.
    this.#listed = [];
  }

  /** Those that the configuration allows. Another array after the server has said that its tools changed, or the configuration has. */
  get tools(): readonly Tool[] {
    if (this.#listed !== this.#link.tools) {
      this.#listed = this.#link.tools;
      this.#tools = this.#listed.filter(({ name }) => this.#isAllowed(name));
    }
    return this.#tools;
  }

  /**
   * Calls a tool. When `signal` is aborted or the time is up, the server is told to stop.
   * @throws McpClientError `call-failed`, `timeout` or `interrupted`. A tool that failed is no error but a result with `isError`.
   */
  async callTool(
    tool: string,
    args: Record<string, unknown> | undefined,
    { timeoutMs, signal }: { timeoutMs?: number | undefined; signal: AbortSignal },
  ): Promise<CallToolResult> {
    if (!this.#isAllowed(tool)) throw new McpClientError("unknown-tool", "the tool is turned off in the configuration");
    const limits = { timeout: timeoutMs ?? this.#options.config.toolTimeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS, signal };
    return this.#ask(signal, async (link) => {
      const result = await link.callTool(tool, args, limits).catch(async (error: unknown) => {
        // The server did not take the call, so nothing happens twice.
        if (!(error instanceof McpClientError) || error.code !== "session-lost") throw error;
        return (await this.#openAgain(link, signal)).callTool(tool, args, limits);
      });
      this.#restarts = 0;
      return result;
    });
  }

  /** What the server is and has beside tools. */
  async describe(signal: AbortSignal): Promise<ServerDescription> {
    return this.#ask(signal, ({ offers }) => offers.describe({ timeout: DESCRIBE_TIMEOUT_MS, signal }));
  }

  /** @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async readResource(uri: string, signal: AbortSignal): Promise<ResourceContent[]> {
    const timeout = this.#options.config.toolTimeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS;
    return this.#ask(signal, ({ offers }) => offers.readResource(uri, { timeout, signal }));
  }

  /** What the server says of itself, for the model. */
  get instructions(): string | undefined {
    return this.#link.instructions;
  }

  /** Whether the server says that it has such. */
  has(capability: "resources" | "prompts"): boolean {
    return this.#link.offers.has(capability);
  }

  async listPrompts(signal: AbortSignal): Promise<Prompt[]> {
    return this.#ask(signal, ({ offers }) => offers.listPrompts({ timeout: DESCRIBE_TIMEOUT_MS, signal }));
  }

  /** @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async getPrompt(name: string, args: Readonly<Record<string, string>>, signal: AbortSignal): Promise<PromptMessage[]> {
    const timeout = this.#options.config.toolTimeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS;
    return this.#ask(signal, ({ offers }) => offers.getPrompt(name, args, { timeout, signal }));
  }

  /** Ends it as soon as it has answered what it was asked. */
  async leave(): Promise<void> {
    while (this.#asked.size > 0) await Promise.allSettled(this.#asked);
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#opening?.catch(() => {});
    await this.#link[Symbol.asyncDispose]();
  }

  /** Asks something of the server, of a new one where it has ended. */
  async #ask<T>(signal: AbortSignal, request: (link: ServerLink) => Promise<T>): Promise<T> {
    const live = async () => (this.#link.ended ? this.#openAgain(this.#link, signal) : this.#link);
    const asked = live().then(request);
    this.#asked.add(asked);
    try {
      return await asked;
    } finally {
      this.#asked.delete(asked);
    }
  }

  /** One new link for all calls that found the old one gone. */
  async #openAgain(old: ServerLink, signal: AbortSignal): Promise<ServerLink> {
    if (this.#link !== old) return this.#link;
    this.#opening ??= this.#replaceLink(old).finally(() => {
      this.#opening = undefined;
    });
    return unlessAborted(this.#opening, signal);
  }

  async #replaceLink(old: ServerLink): Promise<ServerLink> {
    if (this.#restarts >= MAX_RESTARTS) {
      throw new McpClientError(
        "call-failed",
        `the server has ended; it was started again ${MAX_RESTARTS} times in vain`,
      );
    }
    this.#restarts++;
    await old[Symbol.asyncDispose]();
    this.#link = await ServerLink.open({ ...this.#options, signal: this.#disposed.signal });
    return this.#link;
  }

  #isAllowed(tool: string): boolean {
    const { enabledTools, disabledTools } = this.#options.config;
    return (enabledTools?.includes(tool) ?? true) && !(disabledTools?.includes(tool) ?? false);
  }
}
