import { type ThreadReadState, ThreadReadStateSchema } from "@codex/app-server-protocol/thread";

/** Settles when the state is stored. */
export type KeepReadState = (state: ThreadReadState) => Promise<void>;

/** What the user has not read of a thread, as reported by its clients. */
export class ReadState {
  readonly #keep: KeepReadState;
  #revision: number;
  #firstUnread: ThreadReadState["firstUnread"];

  /** `kept`: the stored state, which is validated because it may be damaged. */
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
   * A turn has ended: everything from the first unread turn on is unread. Settles when that is stored, which is only awaited if it is new
   * and a client that may ask for it knows of the turn.
   */
  async turnEnded(turnId: string, { isHeard }: { readonly isHeard: boolean }): Promise<void> {
    const wasRead = this.#firstUnread === null;
    this.#firstUnread ??= { type: "turn", turnId };
    this.#revision += 1;
    if (wasRead && isHeard) await this.#keep(this.wire);
  }

  /** Only these turns are left. Returns false when nothing changed. */
  reverted(turnIds: readonly string[]): boolean {
    const unread = this.#firstUnread;
    if (unread?.type !== "turn" || turnIds.includes(unread.turnId)) return false;
    this.#firstUnread = null;
    this.#revision += 1;
    void this.#keep(this.wire).catch(() => undefined);
    return true;
  }

  /** Settles when the change is stored; false when nothing changed. */
  async update(operation: "read" | "unread"): Promise<boolean> {
    const before = this.#firstUnread;
    this.#firstUnread = operation === "read" ? null : (before ?? { type: "threadStart" });
    if (this.#firstUnread === before) return false;
    this.#revision += 1;
    await this.#keep(this.wire);
    return true;
  }
}
