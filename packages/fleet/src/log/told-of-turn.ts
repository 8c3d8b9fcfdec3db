import type { Item, Question, ThreadEventBody, TurnInfo } from "@codex/core";

/** What clients were told of a turn. */
export interface ToldOfTurn {
  readonly hasStarted: boolean;
  /** How it ended. */
  readonly ended: TurnInfo | undefined;
  /** Calls whose results are known. */
  readonly results: number;
  readonly openItems: readonly Item[];
  readonly openQuestions: readonly Question[];
}

export const NOTHING_TOLD: ToldOfTurn = {
  hasStarted: false,
  ended: undefined,
  results: 0,
  openItems: [],
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

  get told(): ToldOfTurn {
    return {
      hasStarted: this.#hasStarted,
      ended: this.#ended,
      results: this.#results,
      openItems: [...this.#items.values()],
      openQuestions: [...this.#questions.values()],
    };
  }
}

/** Ends what is open, as after a try that broke off: items as the rollout has them, the others interrupted. */
export function endsOfOpen(told: ToldOfTurn, saved: ReadonlyMap<string, Item>): ThreadEventBody[] {
  const endedAt = Date.now();
  return [
    ...told.openQuestions.map(
      (question): ThreadEventBody => ({ type: "question-settled", question, answer: { type: "cancelled" } }),
    ),
    ...told.openItems.map((item): ThreadEventBody => {
      const ended = saved.get(item.id) ?? { ...item, status: "interrupted" as const, endedAt };
      return { type: "item-ended", item: { ...ended, turnId: item.turnId } };
    }),
  ];
}
