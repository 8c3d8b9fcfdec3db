import type { ResponseItem } from "@codex/protocol";
import { mapInSlices } from "@codex/slices";
import type { TurnInfo } from "../items/turn.js";
import type { TurnView } from "../items/turn-view.js";
import { lastAssistantMessage } from "../model/last-message.js";
import { isUserMessage } from "./derive-item.js";
import { FoldedTranscript, type TranscriptMark } from "./folded-transcript.js";
import { FoldedTurn } from "./folded-turn.js";
import type { TurnEndRecord, WaitingRecord } from "./lines/line-encoder.js";
import type { ItemLine, ModelItemLine, RolloutFormat, RolloutLine, TurnStartLine } from "./lines/rollout-line.js";
import type { RolloutEntry } from "./read-rollout.js";
import { laterSettings, type SavedSettings } from "./saved-settings.js";
import type { SessionMeta } from "./session-meta.js";

const MAX_WARNINGS = 20;

/** The line that starts a turn. */
export type TurnStart = Pick<RolloutEntry, "path" | "number" | "ordinal">;

/** A turn without an end. */
export interface OpenTurn {
  /** The process that runs or ran it, if the file says so. */
  readonly pid: number | undefined;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
}

/** A turn and what its revert restores. */
interface OpenedTurn extends OpenTurn {
  readonly turn: FoldedTurn;
  readonly start: TurnStart;
  readonly before: { readonly transcript: TranscriptMark; readonly settings: SavedSettings };
}

type Content = Exclude<RolloutLine, { type: "meta" | "unusable" }>;

/** Folds the lines of a rollout into the model's transcript and the items that were shown. */
export class RolloutFold {
  format: RolloutFormat = "flat";
  nextOrdinal = 0;
  meta: SessionMeta | undefined;
  settings: SavedSettings = {};
  readonly transcript = new FoldedTranscript();
  readonly #turns: OpenedTurn[] = [];
  /** The turns of reviewers, with the turn of their review. */
  readonly #reviewers = new Map<string, string>();
  readonly #waiting = new Map<string, WaitingRecord>();
  /** The ids of all items, each with the suffix that its last repetition got. */
  readonly #ids = new Map<string, number>();
  /** Where entries of the transcript were shown that no recorded turn was running for. */
  readonly #unrecorded = new WeakMap<ResponseItem, { readonly turn: FoldedTurn; readonly id: string }>();
  readonly #unusable: string[] = [];
  /** The number of entries so far. Derived items get their ids from it, so that ids are the same on every read. */
  #count = 0;
  /** The latest time that a line named, in milliseconds since 1970: most lines of the flat format have none of their own. */
  #lastTime = 0;

  add(entry: RolloutEntry): void {
    const { line, records = [], ordinal } = entry;
    this.#count++;
    if (ordinal !== undefined) this.nextOrdinal = Math.max(this.nextOrdinal, ordinal + 1);
    for (const part of [line, ...records]) this.#add(part, entry);
  }

  #add(line: RolloutLine, entry: RolloutEntry): void {
    const { format, at, path: file, number, isOwn } = entry;
    if (line.type === "meta") {
      if (this.meta === undefined || isOwn) this.meta = line.meta;
      if (isOwn) this.format = format;
      this.#noteTime(Date.parse(this.meta?.timestamp ?? ""));
    } else if (line.type === "unusable") {
      this.#unusable.push(`${file}: line ${number} ${line.reason} and was passed over`);
    } else {
      this.#addContent(line, entry, at ?? this.#lastTime);
    }
  }

  #noteTime(time: number | undefined): void {
    if (time !== undefined && !Number.isNaN(time)) this.#lastTime = time;
  }

  /** The turns as they were shown. A turn without an end was interrupted by the end of its process. */
  turns(): Promise<TurnView[]> {
    return mapInSlices(this.#turns, ({ turn }) => turn.view());
  }

  get openTurn(): OpenTurn | undefined {
    const last = this.#turns.at(-1);
    return last?.turn.isOpen === true ? { pid: last.pid, startedAt: last.startedAt } : undefined;
  }

  /** User input that the model has not received, in order. */
  get waiting(): WaitingRecord[] {
    return [...this.#waiting.values()];
  }

  /** The line where each turn begins, in the order of `turns`. */
  turnStarts(): readonly { readonly id: string; readonly start: TurnStart }[] {
    return this.#turns.map(({ turn: { id }, start }) => ({ id, start }));
  }

  get warnings(): string[] {
    const more = this.#unusable.length - MAX_WARNINGS;
    return more > 0
      ? [...this.#unusable.slice(0, MAX_WARNINGS), `${more} more lines were passed over`]
      : this.#unusable;
  }

  #addContent(line: Content, entry: RolloutEntry, at: number): void {
    switch (line.type) {
      case "model-item":
        if (!this.#isInjected(line)) this.#addToTurn(line.item, entry, at);
        return this.transcript.add(line.item);
      case "compaction":
        return this.transcript.compact(line.history, line.carried);
      case "settings":
        this.settings = laterSettings(this.settings, line.settings);
        return;
      case "usage":
        return this.transcript.setUsage(line.total, line.last);
      case "turn-started":
        this.#noteTime(line.turn.startedAt);
        if (this.#isReviewers(line.turn)) return;
        this.#begin(line.turn, { isRecorded: true, start: entry, settings: line.settings, pid: line.pid });
        return;
      case "turn-ended":
        this.#noteTime(line.turn.endedAt);
        // The other format records usage on lines of its own.
        if (entry.format === "flat") this.transcript.addUsage(line.turn);
        if (!this.#reviewers.has(line.turn.id)) this.#turn(line.turn.id)?.end(this.#withFinalMessage(line));
        return;
      case "item":
        this.#noteTime(line.item.endedAt);
        return this.#addItem(line);
      case "review-entered": {
        const { turnId: id, startedAt } = line.item;
        this.#noteTime(startedAt);
        this.#begin({ id, kind: "review", status: "running", startedAt }, { isRecorded: true, start: entry });
        return this.#addItem({ item: line.item });
      }
      case "review-exited":
        return this.#turn(line.turnId)?.endReview(line.end);
      case "input-waiting":
        this.#waiting.set(line.id, line);
        return;
      case "input-taken":
        this.#waiting.delete(line.id);
        return;
      case "revert":
        return this.#revert(line.beforeTurnId);
      case "rolled-back":
        return this.#rollBack(line.turns);
      case "user-message":
      case "passed-over":
        return;
      default:
        line satisfies never;
    }
  }

  #withFinalMessage({ turn, from }: TurnEndRecord): TurnInfo {
    const source = this.transcript.recent(from);
    return source === undefined ? turn : { ...turn, finalMessage: lastAssistantMessage([source]) };
  }

  /** In the reference, input injected by a client may name a turn that never existed. */
  #isInjected({ isInjected, turnId }: ModelItemLine): boolean {
    return isInjected === true || (turnId !== undefined && this.#turn(turnId) === undefined);
  }

  #addToTurn(item: ResponseItem, start: TurnStart, at: number): void {
    const current = this.#turns.at(-1)?.turn;
    if (current?.isOpen !== true && isUserMessage(item)) {
      const info = { id: `turn-${this.#count}`, kind: "input", status: "running", startedAt: at } as const;
      this.#begin(info, { isRecorded: false, start });
    }
    const turn = this.#turns.at(-1)?.turn;
    const id = `item-${this.#count}`;
    turn?.addModelItem(item, { id, at });
    if (turn?.isRecorded === false) this.#unrecorded.set(item, { turn, id });
  }

  #addItem({ item, place, from }: ItemLine): void {
    const source = this.transcript.recent(from);
    const turn = this.#turn(item.turnId);
    const unique = { ...item, id: this.#uniqueId(item.id), turnId: turn?.id ?? item.turnId };
    turn?.addItem(unique, { place, source });
    if (source !== undefined) this.#withdraw(source);
  }

  /** It belongs to a recorded turn after all: that of another process which ran at the same time as later ones. */
  #withdraw(item: ResponseItem): void {
    const shown = this.#unrecorded.get(item);
    if (shown === undefined) return;
    shown.turn.withdraw(shown.id);
    const index = this.#turns.findLastIndex(({ turn }) => turn === shown.turn);
    if (index !== -1 && shown.turn.isEmpty) this.#turns.splice(index, 1);
  }

  /** The reference uses the ids of the model's server, which may repeat. */
  #uniqueId(id: string): string {
    let count = this.#ids.get(id);
    if (count === undefined) {
      this.#ids.set(id, 1);
      return id;
    }
    let unique: string;
    do unique = `${id}-${++count}`;
    while (this.#ids.has(unique));
    this.#ids.set(id, count).set(unique, 1);
    return unique;
  }

  #begin(
    info: TurnInfo,
    how: Omit<TurnStartLine, "turn"> & { readonly isRecorded: boolean; readonly start: TurnStart },
  ): void {
    const before = { transcript: this.transcript.mark(), settings: this.settings };
    if (how.settings !== undefined) this.settings = laterSettings(this.settings, how.settings);
    const cwd = this.settings.cwd ?? this.meta?.cwd ?? "/";
    const turn = new FoldedTurn(info, { isRecorded: how.isRecorded, cwd });
    this.#turns.push({ turn, before, start: how.start, pid: how.pid, startedAt: info.startedAt });
  }

  #turn(id: string): FoldedTurn | undefined {
    const shown = this.#reviewers.get(id) ?? id;
    return this.#turns.findLast(({ turn }) => turn.id === shown)?.turn;
  }

  /** In the reference, a reviewer has a turn of its own within the review's turn: one turn for people. */
  #isReviewers({ id, rootTurnId, contextWindow }: TurnInfo): boolean {
    const current = this.#turns.at(-1)?.turn;
    if (rootTurnId === undefined || current?.id !== rootTurnId || !current.isOpenReview) return false;
    this.#reviewers.set(id, rootTurnId);
    current.beginReviewer(contextWindow);
    return true;
  }

  #rollBack(count: number): void {
    const asked = this.#turns.filter(({ turn }) => turn.isAsked);
    const first = asked.at(-count) ?? asked[0];
    if (first !== undefined) this.#revert(first.turn.id);
  }

  #revert(turnId: string): void {
    const index = this.#turns.findIndex(({ turn }) => turn.id === turnId);
    const [first] = index === -1 ? [] : this.#turns.splice(index);
    if (first === undefined) return;
    this.transcript.restore(first.before.transcript);
    this.settings = first.before.settings;
  }
}
