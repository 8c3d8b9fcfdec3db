import type { Item, Question, ThreadEventBody, TurnInfo } from "@codex/core";

/** What clients know about a turn. */
export interface ReportedTurn {
  readonly hasStarted: boolean;
  /** Its end, once reported. */
  readonly ended: TurnInfo | undefined;
  /** How many calls have results. */
  readonly results: number;
  readonly openItems: readonly Item[];
  /** The ids of ended items. */
  readonly endedItems: ReadonlySet<string>;
  readonly openQuestions: readonly Question[];
}

export const NOTHING_REPORTED: ReportedTurn = {
  hasStarted: false,
  ended: undefined,
  results: 0,
  openItems: [],
  endedItems: new Set(),
  openQuestions: [],
};

/** Whether the item is a call with a known result. Each of them is progress of the turn. */
export function isResult(item: Item): boolean {
  return "callId" in item && item.status !== "interrupted" && item.status !== "running";
}

/** Folds the events of one turn into what clients know about it. */
export class TurnFold {
  #hasStarted = false;
  #ended: TurnInfo | undefined;
  #results = 0;
  readonly #items = new Map<string, Item>();
  readonly #endedItems = new Set<string>();
  readonly #questions = new Map<string, Question>();

  add(event: ThreadEventBody): void {
    switch (event.type) {
      case "turn-started":
        this.#hasStarted = true;
        return;
      case "turn-ended":
        this.#ended = event.turn;
        return;
      case "item-started":
        this.#items.set(event.item.id, event.item);
        return;
      case "item-ended":
        this.#items.delete(event.item.id);
        this.#endedItems.add(event.item.id);
        if (isResult(event.item)) this.#results += 1;
        return;
      case "question-asked":
        this.#questions.set(event.question.id, event.question);
        return;
      case "question-settled":
        this.#questions.delete(event.question.id);
        return;
      default:
    }
  }

  get reported(): ReportedTurn {
    return {
      hasStarted: this.#hasStarted,
      ended: this.#ended,
      results: this.#results,
      openItems: [...this.#items.values()],
      endedItems: this.#endedItems,
      openQuestions: [...this.#questions.values()],
    };
  }
}

/**
 * The events that are missing after an aborted try: items in the rollout that clients do not know, and the ends of whatever is open. Items
 * that are not in the rollout end as interrupted.
 */
export function unreportedEvents(reported: ReportedTurn, saved: ReadonlyMap<string, Item>): ThreadEventBody[] {
  const open = new Set(reported.openItems.map(({ id }) => id));
  return [
    ...reported.openQuestions.map(
      (question): ThreadEventBody => ({ type: "question-settled", question, answer: { type: "cancelled" } }),
    ),
    ...[...saved.values()].flatMap((item) => {
      if (open.has(item.id)) return [endOf(item)];
      return reported.endedItems.has(item.id) || item.status === "interrupted" ? [] : [startOf(item), endOf(item)];
    }),
    ...reported.openItems.filter(({ id }) => !saved.has(id)).map((item) => endOf(interrupted(item))),
  ];
}

function startOf(item: Item): ThreadEventBody {
  return { type: "item-started", item: { ...item, status: "running", endedAt: undefined } };
}

function endOf(item: Item): ThreadEventBody {
  return { type: "item-ended", item };
}

function interrupted(item: Item): Item {
  return { ...item, status: "interrupted", endedAt: Date.now() };
}
