import { setTimeout as delay } from "node:timers/promises";
import type { McpConnectionManager, McpServerFailure } from "@codex/mcp-client";
import type { Config } from "../config/config.js";

/** A request to the model waits no longer for servers that are being started: their tools are there with a later one. */
const WAITING_LIMIT_MS = 10_000;

/** MCP servers as the configuration has them, which may change while they run. Nothing of MCP is loaded before there is one. */
export class McpServers implements AsyncDisposable {
  readonly #load: () => Promise<McpConnectionManager>;
  #manager: McpConnectionManager | undefined;

  /** `load` makes what connects to them; it has none yet. */
  constructor(load: () => Promise<McpConnectionManager>) {
    this.#load = load;
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
    if (this.#manager === undefined && Object.keys(servers).length === 0) return;
    const loaded = this.#manager ?? (await this.#load());
    this.#manager ??= loaded;
    this.#manager.change(servers);
  }

  /** Settles when none is being started. */
  async settled(): Promise<void> {
    await this.#manager?.settled();
  }

  /** The same, but it waits no longer than a request may. */
  async settledSoon(signal: AbortSignal): Promise<void> {
    if (this.#manager === undefined) return;
    using over = aborting(signal);
    const limit = delay(WAITING_LIMIT_MS, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#manager.settled(), limit]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#manager?.[Symbol.asyncDispose]();
  }
}

/** A signal that is aborted with the other one, and in the end. */
function aborting(signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const over = new AbortController();
  return { signal: AbortSignal.any([signal, over.signal]), [Symbol.dispose]: () => over.abort() };
}
