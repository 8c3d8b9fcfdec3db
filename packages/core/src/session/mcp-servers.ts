import type { McpConnectionManager, McpServerFailure } from "@codex/mcp-client";
import type { Config } from "../config/config.js";
import { waitWithin } from "../wait-within.js";

/** How long a request to the model waits for starting servers; tools of slower ones appear in a later request. */
const WAITING_LIMIT_MS = 10_000;

/** The configured MCP servers, which may change while they run. No MCP code is loaded until there is a server. */
export class McpServers implements AsyncDisposable {
  readonly #load: () => Promise<McpConnectionManager>;
  #manager: McpConnectionManager | undefined;
  #servers: Config["mcpServers"] = {};
  #cwd: string;
  readonly #waitingLimitMs: number;
  #changes = 0;
  /** The number of the last change that a request has waited for. */
  #awaited = 0;

  /** `load` creates a connection manager without servers; `cwd` is used for servers that configure no folder. */
  constructor(load: () => Promise<McpConnectionManager>, cwd: string, waitingLimitMs = WAITING_LIMIT_MS) {
    this.#load = load;
    this.#cwd = cwd;
    this.#waitingLimitMs = waitingLimitMs;
  }

  /** Undefined until the first server is configured. */
  get manager(): McpConnectionManager | undefined {
    return this.#manager;
  }

  get failures(): readonly McpServerFailure[] {
    return this.#manager?.failures ?? [];
  }

  /** Replaces the set of servers: see `McpConnectionManager.change`. */
  async change(servers: Config["mcpServers"]): Promise<void> {
    this.#servers = servers;
    if (this.#manager === undefined && Object.keys(servers).length === 0) return;
    const loaded = this.#manager ?? (await this.#load());
    this.#manager ??= loaded;
    this.#apply();
  }

  /** Settles when no server is starting, or none of the named ones. */
  async settled(names?: readonly string[]): Promise<void> {
    await this.#manager?.settled(names);
  }

  /** Settles when the servers are ready for a request of a turn in `cwd`: servers that configure no folder run there. */
  async readyIn(cwd: string, signal: AbortSignal): Promise<void> {
    if (cwd !== this.#cwd) {
      this.#cwd = cwd;
      this.#apply();
    }
    await this.settledSoon(signal);
  }

  /** Settles when no server is starting, or after the limit. A slow server delays only one request. */
  async settledSoon(signal: AbortSignal): Promise<void> {
    const changes = this.#changes;
    if (this.#manager === undefined || this.#awaited === changes) return;
    await waitWithin(this.#manager.settled(), { ms: this.#waitingLimitMs, signals: [signal] });
    if (!signal.aborted) this.#awaited = changes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#manager?.[Symbol.asyncDispose]();
  }

  #apply(): void {
    this.#changes++;
    this.#manager?.change(inFolder(this.#servers, this.#cwd));
  }
}

/** Fills in the folder of servers that configure none. */
function inFolder(servers: Config["mcpServers"], cwd: string): Config["mcpServers"] {
  const entries = Object.entries(servers).map(([name, server]) =>
    server.transport === "stdio" ? [name, { ...server, cwd: server.cwd ?? cwd }] : [name, server],
  );
  return Object.fromEntries(entries);
}
