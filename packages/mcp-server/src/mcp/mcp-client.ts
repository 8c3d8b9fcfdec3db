import type { Connection } from "@codex/jsonrpc";
import type { ClientCapabilities } from "@codex/mcp-types/capabilities";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { LoggingLevel } from "@codex/mcp-types/logging";

/** Not the schema's list, though it is the same one: the handshake is answered before any schema is loaded. */
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
    if (this.#logLevel === undefined || LEVELS.indexOf(level) < LEVELS.indexOf(this.#logLevel)) return;
    void this.connection.notify("notifications/message", { level, logger: "codex", data }, options);
  }
}
