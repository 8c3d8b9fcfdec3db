import type { ConnectOptions, McpServerStartup } from "./connect-options.js";
import { McpClientError } from "./error.js";
import { type McpServerConfig, startsAlike } from "./server-config.js";
import type { ServerConnection } from "./server-connection.js";

/** One configured server: being started, then there or failed, and in the end on its way out. */
export class ServerPlace implements AsyncDisposable {
  readonly name: string;
  /** Settles when it is there, or has failed. */
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

  /** Undefined while it is being started, and when it has failed. */
  get connection(): ServerConnection | undefined {
    return this.#connection;
  }

  get failure(): McpClientError | undefined {
    return this.#failure;
  }

  /** Whether it goes on under this configuration; if not, it takes another start. */
  canServe(config: McpServerConfig): boolean {
    if (this.#failure !== undefined || this.#givingUp.signal.aborted || this.#connection?.hasEnded === true)
      return false;
    return startsAlike(this.#config, config);
  }

  /** Goes on under a configuration that it can serve. */
  adopt(config: McpServerConfig): void {
    this.#config = config;
    this.#connection?.adopt(config);
    if (this.#connection !== undefined) this.#tell("ready");
  }

  /** Ends it as soon as it has answered what it was asked. */
  async leave(): Promise<void> {
    if (this.#connection === undefined && this.#failure === undefined) this.#tell("cancelled");
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
    this.#tell("starting");
    try {
      // Loaded here: without servers nothing of the MCP SDK is.
      const { ServerConnection } = await import("./server-connection.js");
      const about = { name: this.name, config: this.#config, answerElicitation };
      const signal = AbortSignal.any([options.signal, this.#givingUp.signal]);
      const connection = await ServerConnection.open({ ...options, ...about, signal });
      connection.adopt(this.#config);
      this.#connection = connection;
      this.#tell("ready");
    } catch (error) {
      this.#failure =
        error instanceof McpClientError ? error : new McpClientError("start-failed", String(error), { cause: error });
      this.#tell(this.#failure.code === "interrupted" ? "cancelled" : "failed", this.#failure.message);
    }
  }

  /** What becomes of one that is given up is for nobody: another may go by its name. */
  #tell(status: McpServerStartup["status"], error?: string): void {
    if (!this.#givingUp.signal.aborted) this.#options.onStartup?.({ server: this.name, status, error });
  }
}
