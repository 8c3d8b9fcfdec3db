import type { Notice } from "@codex/core";
import type { Connection } from "@codex/jsonrpc";
import type { AvailableCommand, SessionUpdate } from "../wire/session-update.js";

export interface SessionUpdatesOptions {
  readonly connection: Connection;
  readonly sessionId: string;
  /** Whether the editor has a place for notices. */
  readonly showsNotices: boolean;
}

/** Sends a session's updates to its editor. */
export class SessionUpdates {
  readonly #options: SessionUpdatesOptions;
  /** The commands last sent, as JSON. */
  #commands = "";
  #sent: Promise<void> = Promise.resolve();
  #unsent = 0;

  constructor(options: SessionUpdatesOptions) {
    this.#options = options;
  }

  /** Resolves when the latest update has been written. */
  get sent(): Promise<void> {
    return this.#sent;
  }

  /** What a fast sender should wait for. */
  get pressure(): Promise<void> | undefined {
    return this.#unsent > 0 ? this.#sent : undefined;
  }

  send(update: SessionUpdate): void {
    const { connection, sessionId } = this.#options;
    this.#unsent += 1;
    this.#sent = connection.notify("session/update", { sessionId, update });
    void this.#sent.then(() => {
      this.#unsent -= 1;
    });
  }

  sendMode(currentModeId: string): void {
    this.send({ sessionUpdate: "current_mode_update", currentModeId });
  }

  sendTitle(title: string): void {
    this.send({ sessionUpdate: "session_info_update", title, updatedAt: new Date().toISOString() });
  }

  /** Sends the commands if they have changed. */
  sendCommands(availableCommands: readonly AvailableCommand[]): void {
    const json = JSON.stringify(availableCommands);
    if (json === this.#commands) return;
    this.#commands = json;
    this.send({ sessionUpdate: "available_commands_update", availableCommands });
  }

  sendUsage(used: number, size: number): void {
    this.send({ sessionUpdate: "usage_update", used, size });
  }

  /** Editors without a place for notices show those that matter as thoughts. */
  sendNotice({ level, message }: Pick<Notice, "level" | "message">): void {
    if (this.#options.showsNotices) return this.send({ sessionUpdate: "notice", severity: level, title: message });
    if (level === "info") return;
    this.send({ sessionUpdate: "agent_thought_chunk", content: { type: "text", text: `${message}\n\n` } });
  }
}
