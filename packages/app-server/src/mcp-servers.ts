import type { Config } from "@codex/core";
import type { McpConnectionManager } from "@codex/mcp-client";
import type { ServerHost } from "@codex/thread-host";

/** The MCP servers of the configuration as clients look at them outside of threads. */
export interface ConfiguredServers {
  readonly config: Config;
  /** Undefined when there are none. */
  readonly manager: McpConnectionManager | undefined;
}

/** Starts them with the first question; each question is about those of the configuration of then. */
export class McpServers implements AsyncDisposable {
  readonly #host: () => Promise<ServerHost>;
  #connecting: ReturnType<ServerHost["manager"]["connectMcpServers"]> | undefined;
  /** The latest that were asked for. */
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

  /** How often they were to be read anew. */
  get reloads(): number {
    return this.#reloads;
  }

  /** They are to be read anew: with the next question those are started again that failed, or have ended. */
  noteReload(): void {
    this.#reloads++;
    this.#settings = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const servers = await this.#connecting?.catch(() => undefined);
    await servers?.[Symbol.asyncDispose]();
  }
}
