import type { CallToolResult, Tool } from "@codex/mcp-types";
import type { ConnectOptions, McpServerFailure } from "./connect-options.js";
import { McpClientError } from "./error.js";
import { groupTools, type ToolGroup } from "./group-tools.js";
import { type QualifiedTool, qualifyTools } from "./qualify-tools.js";
import type { McpServerConfig } from "./server-config.js";
import type { ServerConnection } from "./server-connection.js";
import type { Prompt, PromptMessage } from "./server-prompts.js";
import type { ResourceContent, ServerDescription } from "./server-resources.js";
import { ServerSet } from "./server-set.js";

export interface CallOptions {
  /** Default: the server's own limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * The configured MCP servers of a session: their tools under unique names, and calls to them. Requests to a server that is still starting
 * wait.
 */
export class McpConnectionManager implements AsyncDisposable {
  readonly #servers: ServerSet;
  #tools: ReadonlyMap<string, QualifiedTool> = new Map();
  #groups: ReadonlyMap<string, ToolGroup> = new Map();
  /** The tool lists that `#tools` was computed from. */
  #toolLists: readonly (readonly Tool[])[] = [];

  private constructor(options: ConnectOptions) {
    this.#servers = new ServerSet(options);
  }

  /** Connects to all servers at once. Failed ones are returned with the reason; the others work. */
  static async connect(
    servers: Readonly<Record<string, McpServerConfig>>,
    options: ConnectOptions,
  ): Promise<{ manager: McpConnectionManager; failures: McpServerFailure[] }> {
    const manager = new McpConnectionManager(options);
    manager.change(servers);
    await manager.settled();
    return { manager, failures: [...manager.failures] };
  }

  /**
   * Replaces the set of servers. Removed ones end once they have answered pending requests; new ones, those that must be started
   * differently, and those that failed or ended are started; the others stay as they are.
   */
  change(servers: Readonly<Record<string, McpServerConfig>>): void {
    this.#servers.change(servers);
  }

  /** Settles when no server is starting, or none of the named ones. */
  settled(names?: readonly string[]): Promise<void> {
    return this.#servers.settled(names);
  }

  /** The servers that are unavailable, and why. */
  get failures(): readonly McpServerFailure[] {
    return this.#servers.failures;
  }

  /** All tools by the names that the model uses, as they are now: servers may change theirs. */
  listTools(): Record<string, Tool> {
    return Object.fromEntries([...this.#qualifiedTools()].map(([name, { tool }]) => [name, tool]));
  }

  /** The same tools, grouped by server. */
  listGroups(): readonly ToolGroup[] {
    this.#qualifiedTools();
    return [...this.#groups.values()];
  }

  /** The tool that a name stands for: a qualified name, or one within a group. */
  resolve(name: string, group?: string | undefined): { readonly server: string; readonly tool: string } | undefined {
    const entry = this.#qualifiedTools().get(name);
    if (group !== undefined) return this.#resolveInGroup(name, group);
    return entry === undefined ? undefined : { server: entry.server, tool: entry.tool.name };
  }

  /** The server's description of a tool; undefined if it has no tool of this name. */
  toolOf({ server, tool }: { readonly server: string; readonly tool: string }): Tool | undefined {
    return this.#servers.find(server)?.tools.find(({ name }) => name === tool);
  }

  /**
   * Calls a tool by its qualified name or by server and tool. When `signal` aborts, the server is asked to stop.
   * @throws McpClientError `unknown-tool`, `call-failed`, `timeout` or `interrupted`; its message names server and tool.
   */
  async callTool(
    name: string | { readonly server: string; readonly tool: string },
    args: Record<string, unknown> | undefined,
    options: CallOptions,
  ): Promise<CallToolResult> {
    const target = typeof name === "string" ? this.resolve(name) : name;
    const connection = target && (await this.#servers.reach(target.server, options.signal));
    if (target === undefined || connection === undefined) {
      const unknown = typeof name === "string" ? `tool '${name}'` : `MCP server '${name.server}'`;
      throw new McpClientError("unknown-tool", `unknown ${unknown}`);
    }
    try {
      return await connection.callTool(target.tool, args, options);
    } catch (error) {
      if (!(error instanceof McpClientError)) throw error;
      const message = `tool call failed for \`${target.server}/${target.tool}\`: ${error.message}`;
      throw new McpClientError(error.code, message, { cause: error, serverError: error.serverError });
    }
  }

  /** The connected servers. */
  get servers(): readonly string[] {
    return this.#servers.connections.map(({ name }) => name);
  }

  /** A server's tools by the server's own names. @throws McpClientError `unknown-server`. */
  toolsOf(server: string): readonly Tool[] {
    return known(server, this.#servers.find(server)).tools;
  }

  /** What a server said about itself when it was connected. @throws McpClientError `unknown-server`. */
  aboutServer(server: string): Pick<ServerDescription, "info" | "capabilities"> {
    return known(server, this.#servers.find(server)).about;
  }

  /** A server's information, resources and prompts. @throws McpClientError `unknown-server`, `timeout` or `interrupted`. */
  async describe(server: string, signal: AbortSignal): Promise<ServerDescription> {
    return (await this.#reach(server, signal)).describe(signal);
  }

  /** @throws McpClientError `unknown-server`, `call-failed`, `timeout` or `interrupted`. */
  async readResource(server: string, uri: string, signal: AbortSignal): Promise<ResourceContent[]> {
    return (await this.#reach(server, signal)).readResource(uri, signal);
  }

  /** The servers that announce the capability. */
  serversWith(capability: "resources" | "prompts"): readonly string[] {
    return this.#servers.connections.filter((one) => one.has(capability)).map(({ name }) => name);
  }

  /** Empty if the server cannot complete. @throws McpClientError `unknown-server` or `interrupted`. */
  async listPrompts(server: string, signal: AbortSignal): Promise<Prompt[]> {
    return (await this.#reach(server, signal)).listPrompts(signal);
  }

  /** @throws McpClientError `unknown-server`, `call-failed`, `timeout` or `interrupted`. */
  async getPrompt(
    { server, prompt }: { readonly server: string; readonly prompt: string },
    args: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<PromptMessage[]> {
    return (await this.#reach(server, signal)).getPrompt(prompt, args, signal);
  }

  async #reach(server: string, signal: AbortSignal): Promise<ServerConnection> {
    return known(server, await this.#servers.reach(server, signal));
  }

  #resolveInGroup(name: string, group: string) {
    const found = this.#groups.get(group);
    const tool = found?.tools.get(name);
    return found === undefined || tool === undefined ? undefined : { server: found.server, tool: tool.name };
  }

  #qualifiedTools(): ReadonlyMap<string, QualifiedTool> {
    const { connections } = this.#servers;
    const isCurrent =
      connections.length === this.#toolLists.length &&
      connections.every(({ tools }, index) => tools === this.#toolLists[index]);
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

  /** Closes all connections and ends every process that was started for them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers[Symbol.asyncDispose]();
  }
}

function known(server: string, connection: ServerConnection | undefined): ServerConnection {
  if (connection === undefined) throw new McpClientError("unknown-server", `unknown MCP server '${server}'`);
  return connection;
}
