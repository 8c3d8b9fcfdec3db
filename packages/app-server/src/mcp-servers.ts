import type { Config } from "@codex/core";
import type { McpConnectionManager } from "@codex/mcp-client";
import type { ServerHost } from "@codex/thread-host";

/** The configuration's MCP servers, for requests outside of threads. */
export interface ConfiguredServers {
  readonly config: Config;
  /** Undefined if there are none. */
  readonly manager: McpConnectionManager | undefined;
}

/** Starts the servers at the first request; each request applies the current configuration. */
export class McpServers implements AsyncDisposable {
  readonly #host: () => Promise<ServerHost>;
  #connecting: ReturnType<ServerHost["manager"]["connectMcpServers"]> | undefined;
  /** The settings of the latest request, as JSON. */
  #settings: string | undefined;
  #reloads = 0;

  constructor(host: () => Promise<ServerHost>) {
    this.#host = host;
  }

  async get(): Promise<ConfiguredServers> {
    const { manager, loadConfig } = await this.#host();
    const config = await loadConfig({}, []);
    const settings = JSON.stringify(config.mcpServers);
    const isOther = settings !== this.#settings;
    this.#settings = settings;
    this.#connecting ??= manager.connectMcpServers(config).catch((error: unknown) => {
      this.#connecting = undefined;
      throw error;
    });
    const servers = await this.#connecting;
    if (isOther) await servers.change(config.mcpServers);
    await servers.settled();
    return { config, manager: servers.manager };
  }

  /** How often a reload was requested. */
  get reloads(): number {
    return this.#reloads;
  }

  /** Requests a reload: the next request restarts servers that failed or ended. */
  noteReload(): void {
    this.#reloads++;
    this.#settings = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const servers = await this.#connecting?.catch(() => undefined);
    await servers?.[Symbol.asyncDispose]();
  }
}
