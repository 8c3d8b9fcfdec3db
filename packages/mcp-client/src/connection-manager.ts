import type { CallToolResult, Tool } from "@codex/mcp-types";
import type { FetchLike } from "@modelcontextprotocol/client";
import { McpClientError } from "./error.js";
import { groupTools, type ToolGroup } from "./group-tools.js";
import type { McpCredentialStore } from "./oauth/credentials.js";
import { type QualifiedTool, qualifyTools } from "./qualify-tools.js";
import type { McpServerConfig } from "./server-config.js";
import type { AnswerElicitation, ServerConnection } from "./server-connection.js";
import type { Prompt, PromptMessage } from "./server-prompts.js";
import type { ResourceContent, ServerDescription } from "./server-resources.js";

export interface ConnectOptions {
  /** Where servers find the few variables that they inherit and where tokens are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder that servers run in. */
  readonly cwd: string;
  /** Told to servers. */
  readonly clientVersion: string;
  /** Asks the user on behalf of a server; without it servers are told that there is nobody to ask. */
  readonly answerElicitation?: AnswerElicitation | undefined;
  /** How requests reach servers at a URL. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** Logins at servers that want one; without it none is sent. */
  readonly credentials?: McpCredentialStore | undefined;
  /** Told of every server when it is being started, and what came of it. */
  readonly onStartup?: ((startup: McpServerStartup) => void) | undefined;
  /** Gives up on servers that have not started yet. */
  readonly signal: AbortSignal;
}

export interface McpServerStartup {
  readonly server: string;
  readonly status: "starting" | "ready" | "failed" | "cancelled";
  /** For a person. */
  readonly error?: string | undefined;
}

/** Why a server is not there. */
export interface McpServerFailure {
  readonly server: string;
  readonly error: McpClientError;
}

export interface CallOptions {
  /** Default: the server's own limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
}

/** The configured MCP servers of a session: their tools under unique names, and calls to them. */
export class McpConnectionManager implements AsyncDisposable {
  readonly #connections: ReadonlyMap<string, ServerConnection>;
  #tools: ReadonlyMap<string, QualifiedTool> = new Map();
  #groups: ReadonlyMap<string, ToolGroup> = new Map();
  /** The lists that `#tools` was made from. */
  #toolLists: readonly (readonly Tool[])[] = [];

  private constructor(connections: readonly ServerConnection[]) {
    this.#connections = new Map(connections.map((connection) => [connection.name, connection]));
  }

  /** Connects all servers at once. Those that fail are returned with the reason; the others work. */
  static async connect(
    servers: Readonly<Record<string, McpServerConfig>>,
    options: ConnectOptions,
  ): Promise<{ manager: McpConnectionManager; failures: McpServerFailure[] }> {
    const outcomes = await Promise.all(Object.entries(servers).map((entry) => openServer(entry, options)));
    const connections = outcomes.flatMap((outcome) => ("connection" in outcome ? [outcome.connection] : []));
    const failures = outcomes.flatMap((outcome) => ("failure" in outcome ? [outcome.failure] : []));
    return { manager: new McpConnectionManager(connections), failures };
  }

  /** All tools by the name under which the model calls them, as they are now: servers may change theirs. */
  listTools(): Record<string, Tool> {
    return Object.fromEntries([...this.#qualifiedTools()].map(([name, { tool }]) => [name, tool]));
  }

  /** The same tools in a group for each server. */
  listGroups(): readonly ToolGroup[] {
    this.#qualifiedTools();
    return [...this.#groups.values()];
  }

  /** Which server's tool a name stands for: a qualified one, or one within a group. */
  resolve(name: string, group?: string | undefined): { readonly server: string; readonly tool: string } | undefined {
    const entry = this.#qualifiedTools().get(name);
    if (group !== undefined) return this.#resolveInGroup(name, group);
    return entry === undefined ? undefined : { server: entry.server, tool: entry.tool.name };
  }

  /** What a server says of a tool; undefined when it has none of this name. */
  toolOf({ server, tool }: { readonly server: string; readonly tool: string }): Tool | undefined {
    return this.#connections.get(server)?.tools.find(({ name }) => name === tool);
  }

  /**
   * Calls a tool by its qualified name or by server and tool. When `signal` is aborted the server is told to stop.
   * @throws McpClientError `unknown-tool`, `call-failed`, `timeout` or `interrupted`; its message names server and tool.
   */
  async callTool(
    name: string | { readonly server: string; readonly tool: string },
    args: Record<string, unknown> | undefined,
    options: CallOptions,
  ): Promise<CallToolResult> {
    const target = typeof name === "string" ? this.resolve(name) : name;
    const connection = target && this.#connections.get(target.server);
    if (target === undefined || connection === undefined) {
      const unknown = typeof name === "string" ? `tool '${name}'` : `MCP server '${name.server}'`;
      throw new McpClientError("unknown-tool", `unknown ${unknown}`);
    }
    try {
      return await connection.callTool(target.tool, args, options);
    } catch (error) {
      if (!(error instanceof McpClientError)) throw error;
      const message = `tool call failed for \`${target.server}/${target.tool}\`: ${error.message}`;
      throw new McpClientError(error.code, message, { cause: error });
    }
  }

  /** The servers that are there. */
  get servers(): readonly string[] {
    return [...this.#connections.keys()];
  }

  /** A server's tools by its own names for them. @throws McpClientError `unknown-server`. */
  toolsOf(server: string): readonly Tool[] {
    return this.#connectionTo(server).tools;
  }

  /** What a server is and has beside tools. @throws McpClientError `unknown-server`, `timeout` or `interrupted`. */
  describe(server: string, signal: AbortSignal): Promise<ServerDescription> {
    return this.#connectionTo(server).describe(signal);
  }

  /** @throws McpClientError `unknown-server`, `call-failed`, `timeout` or `interrupted`. */
  readResource(server: string, uri: string, signal: AbortSignal): Promise<ResourceContent[]> {
    return this.#connectionTo(server).readResource(uri, signal);
  }

  /** The servers that say that they have such. */
  serversWith(capability: "resources" | "prompts"): readonly string[] {
    return [...this.#connections.values()].filter((one) => one.has(capability)).map(({ name }) => name);
  }

  /** Empty where the server cannot say. @throws McpClientError `unknown-server` or `interrupted`. */
  listPrompts(server: string, signal: AbortSignal): Promise<Prompt[]> {
    return this.#connectionTo(server).listPrompts(signal);
  }

  /** @throws McpClientError `unknown-server`, `call-failed`, `timeout` or `interrupted`. */
  getPrompt(
    { server, prompt }: { readonly server: string; readonly prompt: string },
    args: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<PromptMessage[]> {
    return this.#connectionTo(server).getPrompt(prompt, args, signal);
  }

  #connectionTo(server: string): ServerConnection {
    const connection = this.#connections.get(server);
    if (connection === undefined) throw new McpClientError("unknown-server", `unknown MCP server '${server}'`);
    return connection;
  }

  #resolveInGroup(name: string, group: string) {
    const found = this.#groups.get(group);
    const tool = found?.tools.get(name);
    return found === undefined || tool === undefined ? undefined : { server: found.server, tool: tool.name };
  }

  #qualifiedTools(): ReadonlyMap<string, QualifiedTool> {
    const connections = [...this.#connections.values()];
    const isCurrent = connections.every(({ tools }, index) => tools === this.#toolLists[index]);
    if (!isCurrent) {
      this.#toolLists = connections.map(({ tools }) => tools);
      this.#tools = qualifyTools(
        connections.flatMap(({ name, tools }) => tools.map((tool) => ({ server: name, tool }))),
      );
      this.#groups = groupTools(
        connections.map(({ name, tools, instructions }) => ({ server: name, tools, instructions })),
      );
    }
    return this.#tools;
  }

  /** Ends all connections and every process that was started for them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection[Symbol.asyncDispose]()));
  }
}

type Outcome = { readonly connection: ServerConnection } | { readonly failure: McpServerFailure };

async function openServer([name, config]: [string, McpServerConfig], options: ConnectOptions): Promise<Outcome> {
  const { onStartup } = options;
  onStartup?.({ server: name, status: "starting" });
  try {
    // Loaded here: without servers nothing of the MCP SDK is.
    const { ServerConnection } = await import("./server-connection.js");
    const { answerElicitation, ...rest } = options;
    const connection = await ServerConnection.open({ ...rest, answerElicitation, name, config });
    onStartup?.({ server: name, status: "ready" });
    return { connection };
  } catch (error) {
    const failure =
      error instanceof McpClientError ? error : new McpClientError("start-failed", String(error), { cause: error });
    const status = failure.code === "interrupted" ? "cancelled" : "failed";
    onStartup?.({ server: name, status, error: failure.message });
    return { failure: { server: name, error: failure } };
  }
}
