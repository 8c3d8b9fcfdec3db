import type { ThreadReadState } from "@codex/app-server-protocol/thread";

/** What the user has not read of a thread, as its clients say; kept while it is loaded. */
export class ReadState {
  #revision = 0;
  #firstUnread: ThreadReadState["firstUnread"] = null;

  get wire(): ThreadReadState {
    return { revision: String(this.#revision), firstUnread: this.#firstUnread ?? null };
  }

  /** A turn has ended. False when there was something unread before. */
  turnEnded(turnId: string): boolean {
    return this.#set(this.#firstUnread ?? { type: "turn", turnId });
  }

  /** False when nothing changed. */
  update(operation: "read" | "unread"): boolean {
    return this.#set(operation === "read" ? null : (this.#firstUnread ?? { type: "threadStart" }));
  }

  #set(firstUnread: ThreadReadState["firstUnread"]): boolean {
    if (firstUnread === this.#firstUnread) return false;
    this.#firstUnread = firstUnread;
    this.#revision += 1;
    return true;
  }
}
