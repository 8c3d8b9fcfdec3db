import type { ThreadReadState } from "@codex/app-server-protocol/thread";

/** What the user has not read of a thread, as its clients say; kept while it is loaded. */
export class ReadState {
  #revision = 0;
  #firstUnread: ThreadReadState["firstUnread"] = null;

  get wire(): ThreadReadState {
    return { revision: String(this.#revision), firstUnread: this.#firstUnread ?? null };
  }

  /** A turn has ended: there is more to read, from the first unread turn on. */
  turnEnded(turnId: string): void {
    this.#firstUnread ??= { type: "turn", turnId };
    this.#revision += 1;
  }

  /** False when nothing changed. */
  update(operation: "read" | "unread"): boolean {
    const firstUnread = operation === "read" ? null : (this.#firstUnread ?? { type: "threadStart" });
    if (firstUnread === this.#firstUnread) return false;
    this.#firstUnread = firstUnread;
    this.#revision += 1;
    return true;
  }
}
