import type { ConnectOptions, McpServerStartup } from "./connect-options.js";
import { McpClientError } from "./error.js";
import { type McpServerConfig, startsAlike } from "./server-config.js";
import type { ServerConnection } from "./server-connection.js";

/** One configured server: starting, then connected or failed, and finally ending. */
export class ConfiguredServer implements AsyncDisposable {
  readonly name: string;
  /** Settles when it has connected or failed. */
  readonly opened: Promise<void>;
  #config: McpServerConfig;
  #connection: ServerConnection | undefined;
  #failure: McpClientError | undefined;
  readonly #options: ConnectOptions;
  readonly #givingUp = new AbortController();

  constructor([name, config]: [string, McpServerConfig], options: ConnectOptions) {
    this.name = name;
    this.#config = config;
    this.#options = options;
    this.opened = this.#open();
  }

  /** Undefined while it is starting, and if it has failed. */
  get connection(): ServerConnection | undefined {
    return this.#connection;
  }

  get failure(): McpClientError | undefined {
    return this.#failure;
  }

  /** Whether it can continue with this configuration; if not, it must be started again. */
  canServe(config: McpServerConfig): boolean {
    if (this.#failure !== undefined || this.#givingUp.signal.aborted || this.#connection?.hasEnded === true)
      return false;
    return startsAlike(this.#config, config);
  }

  /** Adopts a configuration that it can continue with. */
  adopt(config: McpServerConfig): void {
    this.#config = config;
    this.#connection?.adopt(config);
    if (this.#connection !== undefined) this.#report("ready");
  }

  /** Ends the server once it has answered pending requests. */
  async leave(): Promise<void> {
    if (this.#connection === undefined && this.#failure === undefined) this.#report("cancelled");
    this.#givingUp.abort();
    await this.opened;
    await this.#connection?.leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#givingUp.abort();
    await this.opened;
    await this.#connection?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<void> {
    const { onStartup: _, answerElicitation, ...options } = this.#options;
    this.#report("starting");
    try {
      // Loaded here, so that the MCP SDK is not loaded without servers.
      const { ServerConnection } = await import("./server-connection.js");
      const about = { name: this.name, config: this.#config, answerElicitation };
      const signal = AbortSignal.any([options.signal, this.#givingUp.signal]);
      const connection = await ServerConnection.open({ ...options, ...about, signal });
      connection.adopt(this.#config);
      this.#connection = connection;
      this.#report("ready");
    } catch (error) {
      this.#failure =
        error instanceof McpClientError ? error : new McpClientError("start-failed", String(error), { cause: error });
      this.#report(this.#failure.code === "interrupted" ? "cancelled" : "failed", this.#failure.message);
    }
  }

  /** Nothing is reported about a removed server: another one may have its name. */
  #report(status: McpServerStartup["status"], error?: string): void {
    if (!this.#givingUp.signal.aborted) this.#options.onStartup?.({ server: this.name, status, error });
  }
}
