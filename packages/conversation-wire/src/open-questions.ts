import { isDeepStrictEqual } from "node:util";
import type { Answer, Ask, Question } from "@codex/core";

interface OpenQuestion {
  readonly submissionId: string;
  readonly question: Question;
  readonly callId: string | undefined;
  readonly settle: (answer: Answer) => void;
}

/** The latest answer that named only its turn. */
interface LatestAnswer {
  readonly answer: Answer;
  /** How often it has been repeated since. */
  readonly repeated: number;
  /** Whether it came more often than there were questions: the client is repeating itself. */
  readonly isSurplus: boolean;
  readonly timer: NodeJS.Timeout;
}

/** Repetitions of an answer, from a second click or a message sent twice, come within this time. */
const REPETITION_MS = 100;

/**
 * Questions that wait for an op with their answer. Each is answered once; earlier and later answers are ignored.
 * An op may name only the turn. The same answer right after another is then either a repetition or the answer to the turn's next question;
 * this is decided when no more arrive. If there were more answers than questions, none of the repetitions counts, and the open questions
 * are asked again.
 */
export class OpenQuestions {
  /** Oldest first. */
  readonly #open = new Set<OpenQuestion>();
  /** By the submission of the turn. */
  readonly #latest = new Map<string, LatestAnswer>();
  readonly #askAgain: (question: Question) => void;

  constructor(askAgain: (question: Question) => void) {
    this.#askAgain = askAgain;
  }

  /** Asks questions that are answered by ops. */
  askBy(submissionId: string): Ask {
    return (question, signal) => this.#wait(submissionId, question, signal);
  }

  /**
   * Answers a question by the id of its event, or by the call's id if several are open. It only answers questions that are open now, not
   * one that is asked while the answer is on its way.
   */
  answer(id: string, answer: Answer): void {
    const called = [...this.#open].find(({ callId }) => callId === id);
    if (called === undefined) this.#answerTurn(id, answer);
    else called.settle(answer);
  }

  #answerTurn(submissionId: string, answer: Answer): void {
    const open = this.#openOf(submissionId);
    const latest = this.#latest.get(submissionId);
    if (latest !== undefined && isDeepStrictEqual(latest.answer, answer)) {
      const repeated = latest.repeated + 1;
      const isSurplus = latest.isSurplus || repeated > open.length;
      this.#note(submissionId, { answer, repeated, isSurplus });
      return;
    }
    open[0]?.settle(answer);
    this.#note(submissionId, { answer, repeated: 0, isSurplus: open.length === 0 });
  }

  #note(submissionId: string, latest: Omit<LatestAnswer, "timer">): void {
    clearTimeout(this.#latest.get(submissionId)?.timer);
    const timer = setTimeout(() => this.#decide(submissionId), REPETITION_MS).unref();
    this.#latest.set(submissionId, { ...latest, timer });
  }

  /** No more repetitions arrived. */
  #decide(submissionId: string): void {
    const { answer, repeated, isSurplus } = this.#latest.get(submissionId) ?? { repeated: 0 };
    this.#latest.delete(submissionId);
    if (answer === undefined || repeated === 0) return;
    const open = this.#openOf(submissionId);
    if (isSurplus === true) for (const { question } of open) this.#askAgain(question);
    else for (const { settle } of open.slice(0, repeated)) settle(answer);
  }

  #openOf(submissionId: string): OpenQuestion[] {
    return [...this.#open].filter((open) => open.submissionId === submissionId);
  }

  #wait(submissionId: string, question: Question, signal: AbortSignal): Promise<Answer> {
    // This protocol has no event for other kinds, so no op could answer them.
    if (question.kind !== "command" && question.kind !== "patch") return Promise.resolve({ type: "denied" });
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        this.#open.delete(waiting);
        signal.removeEventListener("abort", onAbort);
        resolve(answer);
      };
      const waiting: OpenQuestion = { submissionId, question, callId: question.callId, settle };
      const onAbort = () => settle({ type: "cancelled" });
      signal.addEventListener("abort", onAbort, { once: true });
      this.#open.add(waiting);
      if (signal.aborted) onAbort();
    });
  }
}
