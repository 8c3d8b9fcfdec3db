import { ConfiguredServer } from "./configured-server.js";
import type { ConnectOptions, McpServerFailure } from "./connect-options.js";
import { McpClientError } from "./error.js";
import type { McpServerConfig } from "./server-config.js";
import type { ServerConnection } from "./server-connection.js";
import { unlessAborted } from "./unless-aborted.js";

/** The current servers of a session. */
export class ServerSet implements AsyncDisposable {
  readonly #options: ConnectOptions;
  /** In the order of the configuration, which is also that of their tools. */
  #servers: ReadonlyMap<string, ConfiguredServer> = new Map();
  /** Removed servers that still have calls to answer. */
  readonly #leaving = new Set<ConfiguredServer>();

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** The connected ones. */
  get connections(): readonly ServerConnection[] {
    return [...this.#servers.values()].flatMap(({ connection }) => connection ?? []);
  }

  get failures(): readonly McpServerFailure[] {
    return [...this.#servers.values()].flatMap(({ name, failure }) =>
      failure === undefined ? [] : [{ server: name, error: failure }],
    );
  }

  find(server: string): ServerConnection | undefined {
    return this.#servers.get(server)?.connection;
  }

  /** The connection to a server, once it has started. @throws McpClientError `interrupted`, or why it failed to start. */
  async reach(name: string, signal: AbortSignal): Promise<ServerConnection | undefined> {
    const server = this.#servers.get(name);
    if (server === undefined) return undefined;
    await unlessAborted(server.opened, signal);
    const { failure } = server;
    if (failure === undefined) return server.connection;
    throw new McpClientError(failure.code, `the MCP server '${name}' is not there: ${failure.message}`, {
      cause: failure,
    });
  }

  /** Replaces the set of servers; they start and end in the background. */
  change(servers: Readonly<Record<string, McpServerConfig>>): void {
    const configs = new Map(Object.entries(servers));
    const old = this.#servers;
    for (const [name, server] of old) if (!canStay(server, configs.get(name))) void this.#letGo(server);
    this.#servers = new Map([...configs].map((entry) => [entry[0], this.#serverFor(entry, old.get(entry[0]))]));
  }

  /** Settles when none is starting, or none of the named ones. */
  async settled(names?: readonly string[]): Promise<void> {
    for (let seen: ReadonlyMap<string, ConfiguredServer> | undefined; seen !== this.#servers; ) {
      seen = this.#servers;
      const awaited = [...seen.values()].filter(({ name }) => names?.includes(name) !== false);
      await Promise.all(awaited.map(({ opened }) => opened));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#servers.values(), ...this.#leaving];
    this.#servers = new Map();
    await Promise.all(all.map((server) => server[Symbol.asyncDispose]()));
  }

  #serverFor(entry: [string, McpServerConfig], server: ConfiguredServer | undefined): ConfiguredServer {
    if (server === undefined || !canStay(server, entry[1])) return new ConfiguredServer(entry, this.#options);
    server.adopt(entry[1]);
    return server;
  }

  /** Removes a server. */
  async #letGo(server: ConfiguredServer): Promise<void> {
    this.#leaving.add(server);
    await server.leave();
    this.#leaving.delete(server);
  }
}

function canStay(server: ConfiguredServer, config: McpServerConfig | undefined): boolean {
  return config !== undefined && server.canServe(config);
}
