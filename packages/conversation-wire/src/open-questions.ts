import { isDeepStrictEqual } from "node:util";
import type { Answer, Ask, Question } from "@codex/core";

interface OpenQuestion {
  readonly submissionId: string;
  readonly question: Question;
  readonly callId: string | undefined;
  readonly settle: (answer: Answer) => void;
}

/** The latest answer that named its turn alone. */
interface LatestAnswer {
  readonly answer: Answer;
  /** How often it came again since. */
  readonly repeated: number;
  /** It came more often than there were questions to answer: somebody repeats himself. */
  readonly isSurplus: boolean;
  readonly timer: NodeJS.Timeout;
}

/** Repetitions of an answer, by a second click or a message that is sent twice, come this close to each other. */
const REPETITION_MS = 100;

/**
 * Questions that wait for an op with their answer. Each is answered once; what comes before or after it counts for nothing.
 *
 * An op may name the turn alone. What says the same again right after an answer is then a repetition of it, or answers the turn's next
 * question: that shows when it stays quiet. Where it came too often for the questions that there are, nothing of it counts, and
 * what is open is asked again.
 */
export class OpenQuestions {
  /** The oldest first. */
  readonly #open = new Set<OpenQuestion>();
  /** By the turn's submission. */
  readonly #latest = new Map<string, LatestAnswer>();
  readonly #askAgain: (question: Question) => void;

  constructor(askAgain: (question: Question) => void) {
    this.#askAgain = askAgain;
  }

  /** Whoever asks waits until somebody answers with an op. */
  askBy(submissionId: string): Ask {
    return (question, signal) => this.#wait(submissionId, question, signal);
  }

  /**
   * Answers a question by the id of the event that asked, or by its call's where several are open. The answer is for a question
   * that is open now: one that is asked while it is on its way is none of its business.
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

  /** It has been quiet for a while. */
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
    // There is no op that answers what this wire has no event for.
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
