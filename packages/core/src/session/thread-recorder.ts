import type { ResponseItem } from "@codex/protocol";
import type { EventListener } from "../events/event-hub.js";
import type { Item } from "../items/item.js";
import type { ThreadEvent } from "../items/thread-event.js";
import { addTokenUsage, type TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import { isSameJson } from "../rollout/is-same-json.js";
import { distanceOfFinalMessage, distanceOfTexts } from "../rollout/item-texts.js";
import type { Compaction, RolloutBatch, ThreadRecord, WaitingRecord } from "../rollout/lines/line-encoder.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { SavedSettings } from "../rollout/saved-settings.js";

export interface ThreadRecorderOptions {
  readonly rollout: RolloutRecorder;
  /** Tokens that the thread used before. */
  readonly usage: TokenUsage;
  /** Settles when nothing of any earlier turn is still running. */
  readonly settled: () => Promise<void>;
  /** Called once when saving starts to fail. */
  readonly onFailure: (error: unknown) => void;
  /** Called once when saving works again. */
  readonly onRecovery: () => void;
}

export interface RecordOptions {
  readonly startsGroup: boolean;
  /** Nothing will be acted upon because of these items, so the write can wait. Default: false. */
  readonly areLast?: boolean | undefined;
  /** They only record that the thread was opened. Default: false. */
  readonly isOpening?: boolean | undefined;
  /** They were injected by a client. Default: false. */
  readonly areInjected?: boolean | undefined;
}

/**
 * Writes a thread to its rollout: model items before they are acted upon, and shown items as listeners receive them, so that both can be
 * read back. Updates of an open item are not saved, only its end.
 */
export class ThreadRecorder implements EventListener<ThreadEvent> {
  readonly #rollout: RolloutRecorder;
  readonly #settled: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  readonly #onRecovery: () => void;
  #usage: TokenUsage;
  #settings: SavedSettings = {};
  /** Positions of the turn's items, by id. */
  #places = new Map<string, number>();
  /** A reviewer's messages are not in the thread's transcript. */
  #isReview = false;
  /** Shown items that will be written together with the model items that they belong to. */
  #pending: ThreadRecord[] = [];
  /** Batches that nothing acts upon, such as the model's final message: written with the next write. */
  #waiting: RolloutBatch[] = [];
  #lastEnd: Promise<void> = Promise.resolve();
  #lastKept: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor({ rollout, usage, settled, onFailure, onRecovery }: ThreadRecorderOptions) {
    this.#rollout = rollout;
    this.#usage = usage;
    this.#settled = settled;
    this.#onFailure = onFailure;
    this.#onRecovery = onRecovery;
  }

  get path(): string {
    return this.#rollout.path;
  }

  /** Whether another process has appended lines to the file that this one does not know. */
  isOvertaken(): Promise<boolean> {
    return this.#rollout.isOvertaken();
  }

  /** Writes everything pending and closes the file, so that another recorder can continue it. */
  async handOver(): Promise<void> {
    await this.saved();
    await this.#attempt(this.#rollout.writeHeld());
    await this.#rollout.close();
  }

  /** Creates the file, if that was deferred to the first turn. */
  async begin(): Promise<void> {
    await this.#attempt(this.#rollout.begin());
  }

  /** Saves the settings of the next turn. */
  noteSettings(settings: SavedSettings): void {
    this.#settings = settings;
  }

  onEvent(event: ThreadEvent): void {
    switch (event.type) {
      case "turn-started":
        this.#places = new Map();
        this.#isReview = event.turn.kind === "review";
        this.#pending.push({ type: "turn-started", turn: event.turn, settings: this.#settings });
        // A turn that answers input is written together with it; other turns may run for long before they produce anything.
        if (event.turn.kind !== "input") void this.#attempt(this.#flush());
        return;
      case "item-started":
        this.#places.set(event.item.id, this.#places.size);
        return;
      case "item-ended": {
        const { item } = event;
        this.#pending.push({ type: "item", item, place: this.#places.get(item.id) ?? this.#places.size });
        if (this.#isReview || !isInTranscript(item)) void this.#attempt(this.#flush());
        return;
      }
      case "turn-ended":
        this.#lastEnd = this.#attempt(this.#endTurn(event.turn));
        return;
      default:
    }
  }

  /** Settles when the items are written and safe to act upon. */
  async recordItems(
    items: readonly ResponseItem[],
    { startsGroup, areLast = false, isOpening = false, areInjected }: RecordOptions,
  ): Promise<void> {
    const batch = { startsGroup, items, areInjected, records: this.#takePending(items) };
    const isEmpty = items.length === 0 && batch.records.length === 0;
    // A group that only begins triggers no action, so it can wait.
    if (areLast || isEmpty) this.#waiting.push(batch);
    else if (isOpening) await this.#keep(this.#rollout.recordOpening(batch));
    else await this.#keep(this.#rollout.record(...this.#takeWaiting(), batch));
  }

  /** Settles when the settings of later turns are written. Unchanged settings are not written again. */
  async recordSettings(settings: SavedSettings): Promise<void> {
    if (isSameJson(settings, this.#settings)) return;
    this.#settings = settings;
    this.#pending.push({ type: "settings", settings });
    await this.#keep(this.#flush());
  }

  /** Settles when input is written that the model has not seen yet. */
  async recordWaiting(inputs: readonly WaitingRecord[]): Promise<void> {
    for (const { id, input, clientId } of inputs) this.#pending.push({ type: "input-waiting", id, input, clientId });
    await this.#keep(this.#flush());
  }

  /** The input no longer waits; saved with the next write. */
  noteTaken(id: string): void {
    this.#pending.push({ type: "input-taken", id });
  }

  async recordCompaction(compaction: Compaction): Promise<void> {
    await this.#keep(Promise.all([this.#flush(), this.#rollout.recordCompaction(compaction)]));
  }

  /** Settles when everything recorded so far is safe to act upon. */
  kept(): Promise<void> {
    return this.#lastKept;
  }

  /** Settles when every event so far is in the file, or could not be written. */
  async saved(): Promise<void> {
    await this.#lastEnd;
    await this.#attempt(this.#flush());
    await this.#rollout.written();
  }

  async close(): Promise<void> {
    await this.saved();
    await this.#rollout.close();
  }

  /** An interrupted turn may still add items for the model; its end is written after them. */
  async #endTurn(turn: TurnInfo): Promise<void> {
    if (turn.usage !== undefined) this.#usage = addTokenUsage(this.#usage, turn.usage);
    const total = this.#usage;
    await this.#settled();
    this.#pending.push({ type: "turn-ended", turn, total });
    await this.#flush();
  }

  /** Writes everything pending. */
  async #flush(): Promise<void> {
    const waiting = this.#takeWaiting();
    const last = waiting.pop();
    const records = this.#takePending(last?.items ?? []);
    const batches = [...waiting, { ...last, records: [...(last?.records ?? []), ...records] }];
    await this.#rollout.record(...batches);
  }

  #takeWaiting(): RolloutBatch[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** `items` are written with the records. A record whose text is in one of them refers to it instead of repeating it. */
  #takePending(items: readonly ResponseItem[]): ThreadRecord[] {
    const written = items.filter(({ type }) => type !== "other");
    const pending = this.#pending;
    this.#pending = [];
    return pending.map((record) => {
      if (record.type === "item") return { ...record, from: distanceOfTexts(record.item, written) };
      return record.type === "turn-ended" ? { ...record, from: distanceOfFinalMessage(record.turn, written) } : record;
    });
  }

  /** Writes something that is about to be acted upon. A failed write ends the turn only if others rely on the saved state. */
  #keep(writes: Promise<unknown>): Promise<void> {
    const kept = this.#attempt(writes).then(async () => {
      if (this.#rollout.isJournaled) await writes;
    });
    // Failed writes are repeated with the next one, so the latest result covers all earlier ones.
    this.#lastKept = kept;
    return kept;
  }

  /** Reports a failed write instead of throwing. */
  async #attempt(writes: Promise<unknown>): Promise<void> {
    try {
      await writes;
      if (this.#hasFailed) this.#onRecovery();
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#onFailure(error);
      this.#hasFailed = true;
    }
  }
}

/** Whether the item corresponds to a model item, so that a line about it follows. */
function isInTranscript(item: Item): boolean {
  return ("callId" in item && item.callId !== undefined) || TEXTS.has(item.kind);
}

const TEXTS: ReadonlySet<Item["kind"]> = new Set(["user-message", "agent-message", "reasoning", "plan"]);
