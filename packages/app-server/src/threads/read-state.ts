import { type ThreadReadState, ThreadReadStateSchema } from "@codex/app-server-protocol/thread";

/** Settles when the state is kept. */
export type KeepReadState = (state: ThreadReadState) => Promise<void>;

/** What the user has not read of a thread, as its clients say. */
export class ReadState {
  readonly #keep: KeepReadState;
  #revision: number;
  #firstUnread: ThreadReadState["firstUnread"];

  /** `kept`: what was kept of it, which is read once more: it may be damaged. */
  constructor(kept: unknown, keep: KeepReadState) {
    const known = ThreadReadStateSchema.safeParse(kept).data;
    this.#keep = keep;
    this.#revision = Number(known?.revision) || 0;
    this.#firstUnread = known?.firstUnread ?? null;
  }

  get wire(): ThreadReadState {
    return { revision: String(this.#revision), firstUnread: this.#firstUnread ?? null };
  }

  /**
   * A turn has ended: there is more to read, from the first unread turn on. Settles when that is kept, where it is new and a client that
   * may ask for it has heard of the turn.
   */
  async turnEnded(turnId: string, { isHeard }: { readonly isHeard: boolean }): Promise<void> {
    const wasRead = this.#firstUnread === null;
    this.#firstUnread ??= { type: "turn", turnId };
    this.#revision += 1;
    if (wasRead && isHeard) await this.#keep(this.wire);
  }

  /** These turns are left. False when nothing changed. */
  reverted(turnIds: readonly string[]): boolean {
    const unread = this.#firstUnread;
    if (unread?.type !== "turn" || turnIds.includes(unread.turnId)) return false;
    this.#firstUnread = null;
    this.#revision += 1;
    void this.#keep(this.wire).catch(() => undefined);
    return true;
  }

  /** Settles when it is kept; false when nothing changed. */
  async update(operation: "read" | "unread"): Promise<boolean> {
    const before = this.#firstUnread;
    this.#firstUnread = operation === "read" ? null : (before ?? { type: "threadStart" });
    if (this.#firstUnread === before) return false;
    this.#revision += 1;
    await this.#keep(this.wire);
    return true;
  }
}
