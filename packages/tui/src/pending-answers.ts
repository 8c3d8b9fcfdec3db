import type { Answer, Question } from "@codex/core";

/** Questions that wait for the user. */
export class PendingAnswers {
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  /** Waits for the user's answer; `cancelled` if the answer is no longer needed. */
  ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (question.kind === "user-questions" && question.questions.length === 0) {
      return Promise.resolve({ type: "answered", answers: {} });
    }
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        this.#waiting.delete(question.id);
        signal.removeEventListener("abort", cancel);
        resolve(answer);
      };
      const cancel = () => settle({ type: "cancelled" });
      if (signal.aborted) return cancel();
      signal.addEventListener("abort", cancel, { once: true });
      this.#waiting.set(question.id, settle);
    });
  }

  answer({ id }: Question, answer: Answer): void {
    this.#waiting.get(id)?.(answer);
  }
}
