import type { Answer, Ask, Question } from "../items/question.js";
import type { ThreadEventBody } from "../items/thread-event.js";

type Fields<Q> = Q extends Question ? Omit<Q, "id" | "turnId" | "askedAt"> : never;
/** The fields that the asker provides; the turn adds the rest. */
export type NewQuestion = Fields<Question>;

export interface TurnQuestionsOptions {
  readonly turnId: string;
  /** Without it, every question is denied. */
  readonly ask: Ask | undefined;
  /** Aborted when the answer is no longer needed. */
  readonly signal: AbortSignal;
  readonly publish: (event: ThreadEventBody) => void;
}

const DENIED: Answer = { type: "denied" };

/** The open questions of a turn: any number at once, each settled once. */
export class TurnQuestions {
  readonly #options: TurnQuestionsOptions;
  readonly #open = new Set<(answer: Answer) => void>();
  #count = 0;

  constructor(options: TurnQuestionsOptions) {
    this.#options = options;
  }

  async ask(fields: NewQuestion, also?: AbortSignal): Promise<Answer> {
    const { turnId, publish } = this.#options;
    this.#count += 1;
    const question: Question = { ...fields, id: `${turnId}/q${this.#count}`, turnId, askedAt: Date.now() };
    publish({ type: "question-asked", question });
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const settle = (answer: Answer) => {
      if (!this.#open.delete(settle)) return;
      publish({ type: "question-settled", question, answer });
      resolve(answer);
    };
    this.#open.add(settle);
    void this.#answer(question, also).then(settle);
    return promise;
  }

  cancelAll(): void {
    for (const settle of this.#open) settle({ type: "cancelled" });
  }

  async #answer(question: Question, also: AbortSignal | undefined): Promise<Answer> {
    const { ask, signal } = this.#options;
    // Listeners must see the question before it goes to the answerer.
    await undefined;
    if (ask === undefined) return DENIED;
    try {
      const answer = await ask(question, also === undefined ? signal : AbortSignal.any([signal, also]));
      return fits(question, answer) ? answer : DENIED;
    } catch {
      return DENIED;
    }
  }
}

function fits(question: Question, answer: Answer): boolean {
  const { kind } = question;
  switch (answer.type) {
    case "denied":
    case "cancelled":
      return true;
    case "approved":
      if (answer.scope === "rule") return kind === "command" && isProposed(answer.words, question.proposedRule);
      return kind === "command" || kind === "patch" || kind === "permissions";
    case "accepted":
      return kind === "elicitation";
    case "answered":
      return kind === "user-questions";
    default:
      answer satisfies never;
      // Whoever answers may be a program without types.
      return false;
  }
}

/** A rule can be approved only if it was shown. */
const isProposed = (words: readonly string[], proposed: readonly string[] | undefined): boolean =>
  words.length === proposed?.length && words.every((word, at) => word === proposed[at]);
