import type { Connection } from "@codex/jsonrpc";
import type { ClientCapabilities } from "@codex/mcp-types/capabilities";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import { type LoggingLevel, LoggingLevelSchema } from "@codex/mcp-types/logging";

/** The client at the other end: what it said it can do, and what it wants to hear. */
export class McpClient {
  readonly connection: Connection;
  #capabilities: ClientCapabilities = {};
  #logLevel: LoggingLevel | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Empty before `initialize`. */
  get capabilities(): ClientCapabilities {
    return this.#capabilities;
  }

  introduce(capabilities: ClientCapabilities): void {
    this.#capabilities = capabilities;
  }

  /** Whether its user can be asked; a client that only opens pages cannot show a question. */
  get canBeAsked(): boolean {
    const { elicitation } = this.#capabilities;
    if (elicitation === undefined) return false;
    return elicitation.form !== undefined || elicitation.url === undefined;
  }

  /** Messages below the level are not sent; before the first call none is. */
  setLogLevel(level: LoggingLevel): void {
    this.#logLevel = level;
  }

  /** Sends `notifications/message` if the client wants to read it. `data` is a text or any JSON value without secrets. */
  log(level: LoggingLevel, data: unknown, options: { readonly relatesTo?: RequestId } = {}): void {
    if (this.#logLevel === undefined || severity(level) < severity(this.#logLevel)) return;
    void this.connection.notify("notifications/message", { level, logger: "codex", data }, options);
  }
}

function severity(level: LoggingLevel): number {
  return LoggingLevelSchema.options.indexOf(level);
}
