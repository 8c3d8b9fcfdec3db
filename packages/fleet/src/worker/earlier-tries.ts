import type { Item, Question, ThreadEventBody, TurnInfo } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { readLog } from "../log/read-log.js";
import { parseEventEnvelope } from "../messages/event-envelope.js";

/** What clients were told of a turn by those who tried it before. */
export interface EarlierTries {
  readonly hasStarted: boolean;
  /** How it ended. */
  readonly ended: TurnInfo["status"] | undefined;
  /** Calls whose results are known. */
  readonly results: number;
  readonly openItems: readonly Item[];
  readonly openQuestions: readonly Question[];
}

export const NO_EARLIER_TRIES: EarlierTries = {
  hasStarted: false,
  ended: undefined,
  results: 0,
  openItems: [],
  openQuestions: [],
};

/** Reads the log of the thread's events up to the message `last`. */
export async function readEarlierTries(
  fleet: Fleet,
  { threadId, turnId }: { readonly threadId: string; readonly turnId: string },
  { last, signal }: { readonly last: number; readonly signal: AbortSignal },
): Promise<EarlierTries> {
  const fold = new TriesFold();
  const log = { stream: STREAMS.events, subject: SUBJECTS.event(threadId), last, signal };
  for await (const { data } of readLog(fleet, log)) {
    const envelope = parseEventEnvelope(data);
    if (envelope?.turnId === turnId) for (const event of envelope.events) fold.add(event);
  }
  return fold.tries();
}

/** Whether the item is a call with a known result: a turn that has one more has come further. */
export function isResult(item: Item): boolean {
  return "callId" in item && item.status !== "interrupted" && item.status !== "running";
}

class TriesFold {
  #hasStarted = false;
  #ended: TurnInfo["status"] | undefined;
  #results = 0;
  readonly #items = new Map<string, Item>();
  readonly #questions = new Map<string, Question>();

  add(event: ThreadEventBody): void {
    switch (event.type) {
      case "turn-started":
        this.#hasStarted = true;
        return;
      case "turn-ended":
        this.#ended = event.turn.status;
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

  tries(): EarlierTries {
    return {
      hasStarted: this.#hasStarted,
      ended: this.#ended,
      results: this.#results,
      openItems: [...this.#items.values()],
      openQuestions: [...this.#questions.values()],
    };
  }
}

/** Ends what a try before left open: items as the rollout has them, the others interrupted. */
export function endsOfOpen(tries: EarlierTries, saved: ReadonlyMap<string, Item>): ThreadEventBody[] {
  const endedAt = Date.now();
  return [
    ...tries.openQuestions.map(
      (question): ThreadEventBody => ({ type: "question-settled", question, answer: { type: "cancelled" } }),
    ),
    ...tries.openItems.map((item): ThreadEventBody => {
      const ended = saved.get(item.id) ?? { ...item, status: "interrupted" as const, endedAt };
      return { type: "item-ended", item: { ...ended, turnId: item.turnId } };
    }),
  ];
}
