import {
  hasEnded,
  type Item,
  type ItemOf,
  type ItemUpdate,
  type ThreadEventBody,
  type TurnInfo,
  type TurnView,
} from "@codex/core";

export type EmitEvent = (event: ThreadEventBody) => void;

/** Emits a thread's events. Keeps the running turn and its items, since the wire's updates only have ids. */
export class ThreadEvents {
  readonly emit: EmitEvent;
  readonly #open = new Map<string, Item>();
  #running: TurnInfo | undefined;
  #lastMessage: ItemOf<"agent-message"> | undefined;

  constructor(emit: EmitEvent) {
    this.emit = emit;
  }

  /** A turn that was running before it was followed. */
  join({ items, ...turn }: TurnView): void {
    this.begin(turn);
    for (const item of items) {
      if (hasEnded(item)) this.end(item);
      else this.start(item);
    }
  }

  begin(turn: TurnInfo): void {
    this.#running = turn;
    this.emit({ type: "turn-started", turn });
  }

  start(item: Item | undefined): void {
    if (item === undefined) return;
    this.#open.set(item.id, item);
    this.emit({ type: "item-started", item });
  }

  /** An item that ends without having started gets both events. */
  end(item: Item | undefined): void {
    if (item === undefined) return;
    if (!this.#open.has(item.id)) this.start({ ...item, status: "running" });
    this.#open.delete(item.id);
    if (item.kind === "agent-message") this.#lastMessage = item;
    this.emit({ type: "item-ended", item });
  }

  update(itemId: string, update: ItemUpdate): void {
    const turnId = this.#open.get(itemId)?.turnId;
    if (turnId !== undefined) this.emit({ type: "item-updated", turnId, itemId, update });
  }

  /** Each turn has one plan, which updates change. */
  plan(item: Item): void {
    if (this.#open.has(item.id)) this.update(item.id, { type: "changed", item });
    else this.start(item);
    this.#open.set(item.id, item);
  }

  /** Ends open items with the turn, above all the plan. */
  endTurn(turn: TurnInfo): void {
    this.#running = undefined;
    for (const item of [...this.#open.values()].filter(({ turnId }) => turnId === turn.id)) {
      this.end({ ...item, status: item.kind === "plan" ? "completed" : "interrupted", endedAt: Date.now() });
    }
    const said = this.#lastMessage?.turnId === turn.id && turn.status === "completed" ? this.#lastMessage : undefined;
    this.emit({ type: "turn-ended", turn: said === undefined ? turn : { ...turn, finalMessage: said.text } });
  }

  /** The server is gone: nothing more will be heard of the running turn. */
  loseTurn(): void {
    if (this.#running === undefined) return;
    this.endTurn({ ...this.#running, status: "interrupted", interruption: "closed", endedAt: Date.now() });
  }
}
