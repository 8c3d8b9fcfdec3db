import {
  EMPTY_THREAD,
  foldThreadEvent,
  hasEnded,
  type Item,
  type ItemOf,
  replayEvents,
  type ThreadEventBody,
  type ThreadView,
  type TurnInfo,
} from "@codex/core";
import { MarkdownStream, type OpenMarkdown } from "../markdown/markdown-stream.js";
import { EMPTY, type Safe } from "../text/safe.js";
import { breakRows } from "../text/styled.js";
import { append } from "./append.js";
import { goalChangeLines } from "./goal-lines.js";
import type { Look } from "./look.js";
import { noticeLines } from "./notice-lines.js";
import { permissionLines } from "./permission-lines.js";
import { answerMarker, renderItem } from "./render-item.js";
import { rowsOfItems } from "./rows-of-items.js";
import { turnEndLines } from "./turn-end-lines.js";

/** The message that is being written. */
interface Front {
  readonly id: string;
  readonly markdown: MarkdownStream;
  received: string;
  hasBegun: boolean;
}

/**
 * Prints a thread: folds its events, and returns the lines of finished items, each once and in order. Live, resumed and replayed threads
 * are all printed by this class.
 */
export class ThreadPrinter {
  readonly #look: () => Look;
  #view: ThreadView = EMPTY_THREAD;
  #lines: Safe[] = [];
  /** Lines of items that ended while a message was being written; they follow it. */
  #held: Safe[] = [];
  /**
   * Lines that are not the thread's. They are printed between two paragraphs of the message; until then they are shown in the live region.
   */
  #between: Safe[] = [];
  #front: Front | undefined;
  #usage: Extract<ThreadEventBody, { type: "usage" }> | undefined;

  constructor(look: () => Look) {
    this.#look = look;
  }

  /** The current state of the thread. */
  get view(): ThreadView {
    return this.#view;
  }

  /** All items that have ended so far. */
  get ended(): readonly Item[] {
    return this.#view.turns.flatMap(({ items }) => items.filter(hasEnded));
  }

  /** The running turn of the model. */
  get turn(): TurnInfo | undefined {
    return this.#view.turns.findLast(({ status, kind }) => status === "running" && kind !== "user-command");
  }

  /** The usage of the latest request. */
  get usage(): Extract<ThreadEventBody, { type: "usage" }> | undefined {
    return this.#usage;
  }

  /** The current activity, in one word. */
  get activity(): string {
    if (this.#front !== undefined) return "answering";
    const last = this.#running().at(-1);
    switch (last?.kind) {
      case undefined:
        return "working";
      case "command":
      case "terminal-input":
        return "running";
      case "reasoning":
        return headerOf(last) ?? "thinking";
      case "web-search":
        return "searching";
      default:
        return "working";
    }
  }

  take(event: ThreadEventBody): void {
    if (event.type !== "continued") return this.#take(event);
    for (const replayed of replayEvents(event.turns)) this.take(replayed);
  }

  #take(event: Exclude<ThreadEventBody, { readonly type: "continued" }>): void {
    const { goal: goalBefore } = this.#view;
    this.#view = foldThreadEvent(this.#view, event);
    switch (event.type) {
      case "item-started":
        return this.#start(event.item);
      case "item-updated":
        return this.#update(event);
      case "item-ended":
        return this.#end(event.item);
      case "usage":
        this.#usage = event;
        return;
      case "notice":
        return this.#print(noticeLines(event.level, event.message, this.#look()));
      case "goal":
        return this.#print(goalChangeLines(goalBefore, event.goal, this.#look()));
      case "turn-ended":
        return this.#print(turnEndLines(event.turn, this.#look(), this.#itemsOf(event.turn)));
      case "question-settled":
        return this.#print(permissionLines(event.question, event.answer, this.#look()));
      case "turn-started":
      case "question-asked":
      case "turn-diff":
      case "reverted":
      case "closed":
        return;
      default:
        event satisfies never;
    }
  }

  /** Prints lines that are not the thread's, as soon as the current paragraph of the message has ended. */
  print(lines: readonly Safe[]): void {
    if (this.#front?.hasBegun !== true) append(this.#lines, lines);
    else {
      append(this.#between, lines);
      this.#printBetween(this.#front);
    }
  }

  #printBetween({ markdown }: Front): void {
    if (this.#between.length === 0 || !markdown.isBetween) return;
    // The preceding blank line is already there.
    const [first = EMPTY, ...others] = this.#between.splice(0);
    append(this.#lines, [...(first === EMPTY ? others : [first, ...others]), EMPTY]);
  }

  /** Everything so far, unfolded, including the output of running commands. */
  transcript(): readonly Safe[] {
    const items = this.#view.turns.flatMap((turn) => turn.items.filter((item) => hasEnded(item) || isReadable(item)));
    return items.flatMap((item) => [...renderItem(item, this.#look(), { whole: true })]);
  }

  /** Prints what has arrived of the message, and what waits for its end: another thread will be shown. */
  leave(): void {
    if (this.#front !== undefined) this.#finish(this.#front);
  }

  /** Returns the lines to print now. */
  takeLines(): readonly Safe[] {
    return this.#lines.splice(0);
  }

  /** The line in progress. */
  open(): OpenMarkdown | undefined {
    return this.#front?.markdown.open();
  }

  /** Whether a message is being written: its end is shown directly above the running items. */
  get isWriting(): boolean {
    return this.#front?.hasBegun === true;
  }

  /** The running items, on at most `maxRows` rows. */
  liveRows(maxRows: number, spinner: Safe): readonly Safe[] {
    const look = this.#look();
    const columns = look.columns() - 1;
    const rows = rowsOfItems(this.#running(), look, spinner);
    const rest = this.open()?.rest ?? [];
    const above = [...rest, ...this.#between].flatMap((line) => breakRows(line, columns));
    // The end is what is being written.
    return [...above.slice(-Math.max(1, maxRows - Math.min(rows.length, maxRows - 1))), ...rows.slice(-maxRows)].slice(
      -maxRows,
    );
  }

  /** The items in progress of running turns. */
  #running(): readonly Item[] {
    return this.#view.turns.flatMap(({ status, items }) =>
      status === "running" ? items.filter((item) => item.status === "running") : [],
    );
  }

  #itemsOf({ id }: TurnInfo): readonly Item[] {
    return this.#view.turns.find((turn) => turn.id === id)?.items ?? [];
  }

  #start(item: Item): void {
    if (item.kind === "agent-message" && this.#front === undefined) {
      const look = this.#look();
      const markdown = new MarkdownStream({ ...look, marker: answerMarker(look) });
      this.#front = { id: item.id, markdown, received: "", hasBegun: false };
      this.#write(this.#front, item.text);
    }
  }

  #update({ itemId, update }: Extract<ThreadEventBody, { type: "item-updated" }>): void {
    if (this.#front?.id === itemId && update.type === "text") this.#write(this.#front, update.delta);
  }

  #end(item: Item): void {
    if (this.#front?.id !== item.id || item.kind !== "agent-message") {
      if (isOurWording(item, this.turn)) return;
      return this.#print(renderItem(item, this.#look()));
    }
    const front = this.#front;
    if (item.text.startsWith(front.received)) this.#write(front, item.text.slice(front.received.length));
    const isAll = front.received.startsWith(item.text.trimEnd());
    this.#finish(front);
    // Parts were lost: what is printed stays, and the complete message follows.
    if (!isAll) this.#print(renderItem(item, this.#look()));
  }

  #finish({ markdown }: Front): void {
    markdown.end();
    this.#front = undefined;
    append(this.#lines, [...markdown.take(), ...this.#between.splice(0), ...this.#held.splice(0)]);
  }

  #write(front: Front, text: string): void {
    const isBlank = !front.hasBegun && text.trim() === "";
    front.received += text;
    if (isBlank) return;
    // Skips blank lines before the first word.
    front.markdown.push(front.hasBegun ? text : front.received.trimStart());
    if (!front.hasBegun) this.#lines.push(EMPTY);
    front.hasBegun = true;
    append(this.#lines, front.markdown.take());
    this.#printBetween(front);
  }

  #print(lines: readonly Safe[]): void {
    if (this.#front?.hasBegun === true) append(this.#held, lines);
    else append(this.#lines, lines);
  }
}

/** Items that can be read before they have ended. */
function isReadable({ kind }: Item): boolean {
  return kind === "command" || kind === "agent-message" || kind === "reasoning";
}

/** The reviewer's instructions are not the user's words; the review item shows what is reviewed. */
function isOurWording({ kind, turnId }: Item, turn: TurnInfo | undefined): boolean {
  return kind === "user-message" && turn?.id === turnId && turn.kind === "review";
}

/** The heading of the current reasoning section. */
function headerOf({ summary }: ItemOf<"reasoning">): string | undefined {
  const found = /\*\*([^*\n]{1,60})\*\*/.exec(summary.at(-1) ?? "");
  return found?.[1];
}
