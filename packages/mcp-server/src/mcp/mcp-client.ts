import type { Connection } from "@codex/jsonrpc";
import type { ClientCapabilities } from "@codex/mcp-types/capabilities";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { LoggingLevel } from "@codex/mcp-types/logging";

/** A copy of the schema's list: the handshake is answered before any schema is loaded. */
const LEVELS: readonly LoggingLevel[] = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
];

/** The connected client: its capabilities, and the log level it wants. */
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

  /** Whether its user can be asked; a client that can only open pages cannot show a question. */
  get canBeAsked(): boolean {
    const { elicitation } = this.#capabilities;
    if (elicitation === undefined) return false;
    return elicitation.form !== undefined || elicitation.url === undefined;
  }

  /** Messages below the level are not sent; none are before the first call. */
  setLogLevel(level: LoggingLevel): void {
    this.#logLevel = level;
  }

  /** Sends `notifications/message` if the client wants it. `data` is a string or any JSON value without secrets. */
  log(level: LoggingLevel, data: unknown, options: { readonly relatesTo?: RequestId } = {}): void {
    if (this.#logLevel === undefined || LEVELS.indexOf(level) < LEVELS.indexOf(this.#logLevel)) return;
    void this.connection.notify("notifications/message", { level, logger: "codex", data }, options);
  }
}
