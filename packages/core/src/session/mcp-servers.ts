import { setTimeout as delay } from "node:timers/promises";
import type { McpConnectionManager, McpServerFailure } from "@codex/mcp-client";
import type { Config } from "../config/config.js";

/** A request to the model waits no longer for servers that are being started: their tools are there with a later one. */
const WAITING_LIMIT_MS = 10_000;

/** MCP servers as the configuration has them, which may change while they run. Nothing of MCP is loaded before there is one. */
export class McpServers implements AsyncDisposable {
  readonly #load: () => Promise<McpConnectionManager>;
  #manager: McpConnectionManager | undefined;
  #servers: Config["mcpServers"] = {};
  #cwd: string;
  readonly #waitingLimitMs: number;
  #changes = 0;
  /** The last change that a request has waited for. */
  #awaited = 0;

  /** `load` makes what connects to them, and has none yet; `cwd` is the folder of those that name none. */
  constructor(load: () => Promise<McpConnectionManager>, cwd: string, waitingLimitMs = WAITING_LIMIT_MS) {
    this.#load = load;
    this.#cwd = cwd;
    this.#waitingLimitMs = waitingLimitMs;
  }

  /** Undefined where there never was one. */
  get manager(): McpConnectionManager | undefined {
    return this.#manager;
  }

  get failures(): readonly McpServerFailure[] {
    return this.#manager?.failures ?? [];
  }

  /** Has these from now on: see `McpConnectionManager.change`. */
  async change(servers: Config["mcpServers"]): Promise<void> {
    this.#servers = servers;
    if (this.#manager === undefined && Object.keys(servers).length === 0) return;
    const loaded = this.#manager ?? (await this.#load());
    this.#manager ??= loaded;
    this.#apply();
  }

  /** Settles when none is being started. */
  async settled(): Promise<void> {
    await this.#manager?.settled();
  }

  /** Settles when they are as a request of a turn in that folder is to find them: those run there that name no folder of their own. */
  async readyIn(cwd: string, signal: AbortSignal): Promise<void> {
    if (cwd !== this.#cwd) {
      this.#cwd = cwd;
      this.#apply();
    }
    await this.settledSoon(signal);
  }

  /** Settles when none is being started, or after a while; one that takes longer holds up nobody a second time. */
  async settledSoon(signal: AbortSignal): Promise<void> {
    const changes = this.#changes;
    if (this.#manager === undefined || this.#awaited === changes) return;
    using over = aborting(signal);
    const limit = delay(this.#waitingLimitMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#manager.settled(), limit]);
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

/** Where they name no folder of their own. */
function inFolder(servers: Config["mcpServers"], cwd: string): Config["mcpServers"] {
  const entries = Object.entries(servers).map(([name, server]) =>
    server.transport === "stdio" ? [name, { ...server, cwd: server.cwd ?? cwd }] : [name, server],
  );
  return Object.fromEntries(entries);
}

/** A signal that is aborted with the other one, and in the end. */
function aborting(signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const over = new AbortController();
  return { signal: AbortSignal.any([signal, over.signal]), [Symbol.dispose]: () => over.abort() };
}
