import type { Config } from "@codex/core";
import type { McpConnectionManager } from "@codex/mcp-client";
import type { ServerHost } from "@codex/thread-host";

/** The MCP servers of the configuration as clients look at them outside of threads. */
export interface ConfiguredServers {
  readonly config: Config;
  /** Undefined when there are none. */
  readonly manager: McpConnectionManager | undefined;
  /** Why a server is not there, by its name. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Starts them with the first question, and keeps them until the configuration is read again. */
export class McpServers implements AsyncDisposable {
  readonly #host: () => Promise<ServerHost>;
  #current: Promise<ConfiguredServers> | undefined;

  constructor(host: () => Promise<ServerHost>) {
    this.#host = host;
  }

  get(): Promise<ConfiguredServers> {
    this.#current ??= this.#connect().catch((error: unknown) => {
      this.#current = undefined;
      throw error;
    });
    return this.#current;
  }

  /** Ends them: the next question starts those of the configuration of then. */
  async reload(): Promise<void> {
    const old = this.#current;
    this.#current = undefined;
    const connected = await old?.catch(() => undefined);
    await connected?.manager?.[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.reload();
  }

  async #connect(): Promise<ConfiguredServers> {
    const { manager, loadConfig } = await this.#host();
    const config = await loadConfig({}, []);
    const connected = await manager.connectMcpServers(config);
    const failures = new Map((connected?.failures ?? []).map(({ server, error }) => [server, error.message]));
    return { config, manager: connected?.manager, failures };
  }
}
