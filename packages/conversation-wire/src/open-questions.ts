import type { Answer, Ask, Question } from "@codex/core";

interface OpenQuestion {
  readonly submissionId: string;
  readonly callId: string | undefined;
  readonly settle: (answer: Answer) => void;
}

/** Questions that wait for an op with their answer. Each is answered once; what comes before or after it counts for nothing. */
export class OpenQuestions {
  /** The oldest first. */
  readonly #open = new Set<OpenQuestion>();

  /** Whoever asks waits until somebody answers with an op. */
  askBy(submissionId: string): Ask {
    return (question, signal) => this.#wait(submissionId, question, signal);
  }

  /**
   * Answers a question by the id of the event that asked, or by its call's where several are open. The answer is for a question
   * that is open now: one that is asked while it is on its way is none of its business.
   */
  answer(id: string, answer: Answer): boolean {
    const open = [...this.#open];
    const found = open.find(({ callId }) => callId === id) ?? open.find(({ submissionId }) => submissionId === id);
    found?.settle(answer);
    return found !== undefined;
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
      const waiting: OpenQuestion = { submissionId, callId: question.callId, settle };
      const onAbort = () => settle({ type: "cancelled" });
      signal.addEventListener("abort", onAbort, { once: true });
      this.#open.add(waiting);
      if (signal.aborted) onAbort();
    });
  }
}
