import type { CallToolResult, Tool } from "@codex/mcp-types";
import type { FetchLike } from "@modelcontextprotocol/client";
import { McpClientError } from "./error.js";
import type { McpCredentialStore } from "./oauth/credentials.js";
import { writtenNames } from "./qualify-tools.js";
import type { McpServerConfig } from "./server-config.js";
import { ServerLink } from "./server-link.js";
import type { Prompt, PromptMessage } from "./server-prompts.js";
import type { ResourceContent, ServerDescription } from "./server-resources.js";
import { unlessAborted } from "./unless-aborted.js";

/** A question that a server asks the user during a call. */
export interface Elicitation {
  readonly server: string;
  readonly message: string;
  /** The JSON Schema of the answer: an object with primitive values. */
  readonly requestedSchema: unknown;
  /** The page that the user has to open; the message contains its address too. */
  readonly link?: ElicitationLink | undefined;
}

/** A page that a server wants the user to open. */
export interface ElicitationLink {
  /** http or https. */
  readonly url: string;
  readonly elicitationId: string;
  /** Only the server's own words. */
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
  /** Sends requests to servers at a URL. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** Stored logins. */
  readonly credentials?: McpCredentialStore | undefined;
  readonly signal: AbortSignal;
}

const DEFAULT_TOOL_TIMEOUT_MS = 60 * 60 * 1000;
const DESCRIBE_TIMEOUT_MS = 10_000;
/** A program that ends this often without a successful call in between is not started again. */
const MAX_RESTARTS = 3;

/** A configured server. If its process ends or its HTTP session expires, the next call starts a new one. */
export class ServerConnection implements AsyncDisposable {
  readonly name: string;
  #options: ConnectionOptions;
  readonly #disposed = new AbortController();
  #link: ServerLink;
  #opening: Promise<ServerLink> | undefined;
  #restarts = 0;
  #listed: readonly Tool[] = [];
  #tools: readonly Tool[] = [];
  /** Requests that the server has not answered yet. */
  readonly #asked = new Set<Promise<unknown>>();

  private constructor(options: ConnectionOptions, link: ServerLink) {
    this.name = options.name;
    this.#options = options;
    this.#link = link;
  }

  /** @throws McpClientError if it is not ready within the start-up limit; then nothing is left running. */
  static async open(options: ConnectionOptions): Promise<ServerConnection> {
    return new ServerConnection(options, await ServerLink.open(options));
  }

  /** Whether its process has ended by itself; the next call starts a new one. */
  get hasEnded(): boolean {
    return this.#link.ended;
  }

  /** Adopts a configuration that differs only in limits. */
  adopt(config: McpServerConfig): void {
    if (config === this.#options.config) return;
    this.#options = { ...this.#options, config };
    // The tools are filtered again.
    this.#listed = [];
  }

  /**
   * The tools that the configuration allows. A new array after the server has reported a change of its tools, or the configuration has
   * changed.
   */
  get tools(): readonly Tool[] {
    if (this.#listed !== this.#link.tools) {
      this.#listed = this.#link.tools;
      this.#tools = this.#listed.filter(({ name }) => this.#isAllowed(name));
    }
    return this.#tools;
  }

  /**
   * Calls a tool. When `signal` aborts or the time is up, the server is asked to stop.
   * @throws McpClientError `call-failed`, `timeout` or `interrupted`. A tool's failure is not an error but a result with `isError`.
   */
  async callTool(
    tool: string,
    args: Record<string, unknown> | undefined,
    { timeoutMs, signal }: { timeoutMs?: number | undefined; signal: AbortSignal },
  ): Promise<CallToolResult> {
    if (!this.#isAllowed(tool)) throw new McpClientError("unknown-tool", "the tool is turned off in the configuration");
    const limits = { timeout: timeoutMs ?? this.#options.config.toolTimeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS, signal };
    return this.#ask(signal, async (link) => {
      const result = await link.callTool(tool, args, limits);
      this.#restarts = 0;
      return result;
    });
  }

  /** What the server said about itself when it was connected. */
  get about(): Pick<ServerDescription, "info" | "capabilities"> {
    return this.#link.offers.about;
  }

  /** The server's information, resources and prompts. */
  async describe(signal: AbortSignal): Promise<ServerDescription> {
    return this.#ask(signal, ({ offers }) => offers.describe({ timeout: DESCRIBE_TIMEOUT_MS, signal }));
  }

  /** @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async readResource(uri: string, signal: AbortSignal): Promise<ResourceContent[]> {
    const timeout = this.#options.config.toolTimeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS;
    return this.#ask(signal, ({ offers }) => offers.readResource(uri, { timeout, signal }));
  }

  /** The server's instructions for the model. */
  get instructions(): string | undefined {
    return this.#link.instructions;
  }

  /** Whether the server announces the capability. */
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

  /** Ends the server once it has answered pending requests. */
  async leave(): Promise<void> {
    while (this.#asked.size > 0) await Promise.allSettled(this.#asked);
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#opening?.catch(() => {});
    await this.#link[Symbol.asyncDispose]();
  }

  /** Sends the server a request, starting a new one if it has ended, or a new session if the server has forgotten ours. */
  async #ask<T>(signal: AbortSignal, request: (link: ServerLink) => Promise<T>): Promise<T> {
    const live = async () => (this.#link.ended ? this.#openAgain(this.#link, signal) : this.#link);
    const asked = live().then((link) =>
      request(link).catch(async (error: unknown) => {
        // The server did not accept the request, so nothing happens twice.
        if (!(error instanceof McpClientError) || error.code !== "session-lost") throw error;
        return request(await this.#openAgain(link, signal));
      }),
    );
    this.#asked.add(asked);
    try {
      const answer = await asked;
      if (!this.#link.ended) this.#restarts = 0;
      return answer;
    } finally {
      this.#asked.delete(asked);
    }
  }

  /** One new link for all calls that found the old one closed. */
  async #openAgain(old: ServerLink, signal: AbortSignal): Promise<ServerLink> {
    if (this.#link !== old) return this.#link;
    this.#opening ??= this.#replaceLink(old).finally(() => {
      this.#opening = undefined;
    });
    return unlessAborted(this.#opening, signal);
  }

  async #replaceLink(old: ServerLink): Promise<ServerLink> {
    if (this.#options.config.transport === "stdio" && this.#restarts >= MAX_RESTARTS) {
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
    const names = writtenNames(this.name, tool);
    const isIn = (list: readonly string[]) => names.some((name) => list.includes(name));
    return (enabledTools === undefined || isIn(enabledTools)) && !(disabledTools !== undefined && isIn(disabledTools));
  }
}
