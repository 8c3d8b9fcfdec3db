import type { Item, Question, ThreadEventBody, TurnInfo } from "@codex/core";

/** What clients were told of a turn. */
export interface ReportedTurn {
  readonly hasStarted: boolean;
  /** How it ended. */
  readonly ended: TurnInfo | undefined;
  /** Calls whose results are known. */
  readonly results: number;
  readonly openItems: readonly Item[];
  /** Their ids. */
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

/** Whether the item is a call with a known result: a turn that has one more has come further. */
export function isResult(item: Item): boolean {
  return "callId" in item && item.status !== "interrupted" && item.status !== "running";
}

/** Keeps up with what clients are told of one turn. */
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
 * What is still to be told after a try that broke off: what the rollout has and nobody was told, and the ends of what is open: of items
 * as the rollout has them, the others interrupted.
 */
export function unreportedEvents(told: ReportedTurn, saved: ReadonlyMap<string, Item>): ThreadEventBody[] {
  const open = new Set(told.openItems.map(({ id }) => id));
  return [
    ...told.openQuestions.map(
      (question): ThreadEventBody => ({ type: "question-settled", question, answer: { type: "cancelled" } }),
    ),
    ...[...saved.values()].flatMap((item) => {
      if (open.has(item.id)) return [endOf(item)];
      return told.endedItems.has(item.id) || item.status === "interrupted" ? [] : [startOf(item), endOf(item)];
    }),
    ...told.openItems.filter(({ id }) => !saved.has(id)).map((item) => endOf(interrupted(item))),
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
