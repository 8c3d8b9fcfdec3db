import type { ResponseItem } from "@codex/protocol";
import type { EventListener } from "../events/event-hub.js";
import type { Item } from "../items/item.js";
import type { ThreadEvent } from "../items/thread-event.js";
import { addTokenUsage, type TokenUsage } from "../items/token-usage.js";
import type { TurnInfo } from "../items/turn.js";
import { lastAssistantMessage } from "../model/last-message.js";
import { isSameJson } from "../rollout/is-same-json.js";
import { MAX_FROM, withoutTexts, withTextsOf } from "../rollout/item-texts.js";
import type { Compaction, RolloutBatch, ThreadRecord, WaitingRecord } from "../rollout/line-encoder.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { SavedSettings } from "../rollout/saved-settings.js";

export interface ThreadRecorderOptions {
  readonly rollout: RolloutRecorder;
  /** Tokens that the thread has taken before. */
  readonly usage: TokenUsage;
  /** Settles when nothing of any turn so far is left running. */
  readonly settled: () => Promise<void>;
  /** Called once, when the thread can no longer be saved. */
  readonly onFailure: (error: unknown) => void;
  /** Called once, when it can be again. */
  readonly onRecovery: () => void;
}

export interface RecordOptions {
  readonly startsGroup: boolean;
  /** Nothing is done because of the items. Default: false. */
  readonly areLast?: boolean | undefined;
  /** They say no more than that the thread was opened. Default: false. */
  readonly isOpening?: boolean | undefined;
  /** A client has put them in. Default: false. */
  readonly areInjected?: boolean | undefined;
}

/**
 * Writes a thread to its rollout: what the model is told, before it is acted upon, and what is shown, as it is told to the
 * listeners, so that reading the file gives both back. What changes while an item is open is not kept, its end is.
 */
export class ThreadRecorder implements EventListener<ThreadEvent> {
  readonly #rollout: RolloutRecorder;
  readonly #settled: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  readonly #onRecovery: () => void;
  #usage: TokenUsage;
  #settings: SavedSettings = {};
  /** Places of the turn's items, by id. */
  #places = new Map<string, number>();
  /** What a reviewer says is in no transcript but its own. */
  #isReview = false;
  /** What was shown, and is about to be written beside what the model said or is told of it. */
  #pending: ThreadRecord[] = [];
  /** What nothing is done because of, such as the model's last words: it is written with what comes next. */
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

  /** Whether another process has written lines to the file that this one does not know. */
  isOvertaken(): Promise<boolean> {
    return this.#rollout.isOvertaken();
  }

  /** Writes what is held back, too, and closes the file: another recorder goes on with it. */
  async handOver(): Promise<void> {
    await this.saved();
    await this.#attempt(this.#rollout.writeHeld());
    await this.#rollout.close();
  }

  /** Makes the file, where that waits for the first turn. */
  async begin(): Promise<void> {
    await this.#attempt(this.#rollout.begin());
  }

  /** What the next turn runs under. */
  noteSettings(settings: SavedSettings): void {
    this.#settings = settings;
  }

  onEvent(event: ThreadEvent): void {
    switch (event.type) {
      case "turn-started":
        this.#places = new Map();
        this.#isReview = event.turn.kind === "review";
        this.#pending.push({ type: "turn-started", turn: event.turn, settings: this.#settings });
        // One that answers input is written with it; others may run for long before they say anything.
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

  /** Returns once the items are written, so that they can be acted upon. */
  async recordItems(
    items: readonly ResponseItem[],
    { startsGroup, areLast = false, isOpening = false, areInjected }: RecordOptions,
  ): Promise<void> {
    const batch = { startsGroup, items, areInjected, records: this.#takePending(items) };
    const isEmpty = items.length === 0 && batch.records.length === 0;
    // Nothing is done because of a group that only begins.
    if (areLast || isEmpty) this.#waiting.push(batch);
    else if (isOpening) await this.#keep(this.#rollout.recordOpening(batch));
    else await this.#keep(this.#rollout.record(...this.#takeWaiting(), batch));
  }

  /** Returns once it is written that later turns run under these settings. Nothing is written where they did before. */
  async recordSettings(settings: SavedSettings): Promise<void> {
    if (isSameJson(settings, this.#settings)) return;
    this.#settings = settings;
    this.#pending.push({ type: "settings", settings });
    await this.#keep(this.#flush());
  }

  /** Returns once the input is written that the model is not told yet. */
  async recordWaiting(inputs: readonly WaitingRecord[]): Promise<void> {
    for (const { id, input, clientId } of inputs) this.#pending.push({ type: "input-waiting", id, input, clientId });
    await this.#keep(this.#flush());
  }

  /** It no longer waits; written with what comes next. */
  noteTaken(id: string): void {
    this.#pending.push({ type: "input-taken", id });
  }

  async recordCompaction(compaction: Compaction): Promise<void> {
    await this.#keep(Promise.all([this.#flush(), this.#rollout.recordCompaction(compaction)]));
  }

  /** Settles when what was recorded so far can be acted upon. */
  kept(): Promise<void> {
    return this.#lastKept;
  }

  /** Settles when everything that was told so far is in the file, or could not be written. */
  async saved(): Promise<void> {
    await this.#lastEnd;
    await this.#attempt(this.#flush());
    await this.#rollout.written();
  }

  async close(): Promise<void> {
    await this.saved();
    await this.#rollout.close();
  }

  /** An interrupted turn may still have something to say to the model; its end comes after that. */
  async #endTurn(turn: TurnInfo): Promise<void> {
    if (turn.usage !== undefined) this.#usage = addTokenUsage(this.#usage, turn.usage);
    const total = this.#usage;
    await this.#settled();
    this.#pending.push({ type: "turn-ended", turn, total });
    await this.#flush();
  }

  /** Writes what is held back. */
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

  /** `items` are written with the records: what has their texts says so. */
  #takePending(items: readonly ResponseItem[]): ThreadRecord[] {
    const written = items.filter(({ type }) => type !== "other");
    const pending = this.#pending;
    this.#pending = [];
    return pending.map((record) => {
      if (record.type === "item") return { ...record, from: distanceOfTexts(record.item, written) };
      return record.type === "turn-ended" ? { ...record, from: distanceOfFinalMessage(record.turn, written) } : record;
    });
  }

  /** Writes what is about to be acted upon. Failing to save does not end a turn, unless others rely on what is saved. */
  #keep(writes: Promise<unknown>): Promise<void> {
    const kept = this.#attempt(writes).then(async () => {
      if (this.#rollout.isJournaled) await writes;
    });
    // What could not be written is written with what comes next, so that the latest speaks for all before it.
    this.#lastKept = kept;
    return kept;
  }

  /** Failing to save is told. */
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

/** Whether the model says it, or is told of it, so that a line about it follows. */
function isInTranscript(item: Item): boolean {
  return ("callId" in item && item.callId !== undefined) || TEXTS.has(item.kind);
}

const TEXTS: ReadonlySet<Item["kind"]> = new Set(["user-message", "agent-message", "reasoning", "plan"]);

/** How far back the model item is that has the item's texts; undefined when none of the latest has. */
function distanceOfTexts(item: Item, before: readonly ResponseItem[]): number | undefined {
  const bare = withoutTexts(item);
  return distanceOf(before, (source) => isSameJson(withTextsOf(bare, source), item));
}

function distanceOfFinalMessage({ finalMessage }: TurnInfo, before: readonly ResponseItem[]): number | undefined {
  if (finalMessage === undefined) return undefined;
  return distanceOf(before, (source) => lastAssistantMessage([source]) === finalMessage);
}

function distanceOf(before: readonly ResponseItem[], isSource: (item: ResponseItem) => boolean): number | undefined {
  const index = before.slice(-MAX_FROM).reverse().findIndex(isSource);
  return index === -1 ? undefined : index + 1;
}
