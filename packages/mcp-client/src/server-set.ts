import type { ConnectOptions, McpServerFailure } from "./connect-options.js";
import { McpClientError } from "./error.js";
import type { McpServerConfig } from "./server-config.js";
import type { ServerConnection } from "./server-connection.js";
import { ServerPlace } from "./server-place.js";
import { unlessAborted } from "./unless-aborted.js";

/** The current servers of a session. */
export class ServerSet implements AsyncDisposable {
  readonly #options: ConnectOptions;
  /** In the order of the configuration, which is also that of their tools. */
  #places: ReadonlyMap<string, ServerPlace> = new Map();
  /** Removed servers that still have calls to answer. */
  readonly #leaving = new Set<ServerPlace>();

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** The connected ones. */
  get connections(): readonly ServerConnection[] {
    return [...this.#places.values()].flatMap(({ connection }) => connection ?? []);
  }

  get failures(): readonly McpServerFailure[] {
    return [...this.#places.values()].flatMap(({ name, failure }) =>
      failure === undefined ? [] : [{ server: name, error: failure }],
    );
  }

  find(server: string): ServerConnection | undefined {
    return this.#places.get(server)?.connection;
  }

  /** The connection to a server, once it has started. @throws McpClientError `interrupted`, or why it failed to start. */
  async reach(server: string, signal: AbortSignal): Promise<ServerConnection | undefined> {
    const place = this.#places.get(server);
    if (place === undefined) return undefined;
    await unlessAborted(place.opened, signal);
    const { failure } = place;
    if (failure === undefined) return place.connection;
    throw new McpClientError(failure.code, `the MCP server '${server}' is not there: ${failure.message}`, {
      cause: failure,
    });
  }

  /** Replaces the set of servers; they start and end in the background. */
  change(servers: Readonly<Record<string, McpServerConfig>>): void {
    const configs = new Map(Object.entries(servers));
    const old = this.#places;
    for (const [name, place] of old) if (!canStay(place, configs.get(name))) void this.#letGo(place);
    this.#places = new Map([...configs].map((entry) => [entry[0], this.#placeFor(entry, old.get(entry[0]))]));
  }

  /** Settles when none is starting, or none of the named ones. */
  async settled(names?: readonly string[]): Promise<void> {
    for (let seen: ReadonlyMap<string, ServerPlace> | undefined; seen !== this.#places; ) {
      seen = this.#places;
      const awaited = [...seen.values()].filter(({ name }) => names?.includes(name) !== false);
      await Promise.all(awaited.map(({ opened }) => opened));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#places.values(), ...this.#leaving];
    this.#places = new Map();
    await Promise.all(all.map((place) => place[Symbol.asyncDispose]()));
  }

  #placeFor(entry: [string, McpServerConfig], place: ServerPlace | undefined): ServerPlace {
    if (place === undefined || !canStay(place, entry[1])) return new ServerPlace(entry, this.#options);
    place.adopt(entry[1]);
    return place;
  }

  /** Removes a server. */
  async #letGo(place: ServerPlace): Promise<void> {
    this.#leaving.add(place);
    await place.leave();
    this.#leaving.delete(place);
  }
}

function canStay(place: ServerPlace, config: McpServerConfig | undefined): boolean {
  return config !== undefined && place.canServe(config);
}
