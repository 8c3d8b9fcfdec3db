import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Ask, Question, ThreadEvent } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { FleetError } from "../fleet-error.js";
import { answerQuestion } from "./control-thread.js";

const RETRY_PAUSE_MS = 1_000;

export interface QuestionRelayOptions {
  readonly threadId: string;
  /** Asks the local client. */
  readonly ask: Ask;
  /** Called with the reason if the client's answer cannot be used and the question is denied instead. */
  readonly onUnusable: (reason: string) => void;
}

/** Passes the questions of a thread's turns to a local client. Another client may answer first. */
export class QuestionRelay implements Disposable {
  readonly #fleet: Fleet;
  readonly #options: QuestionRelayOptions;
  readonly #open = new Map<string, AbortController>();

  constructor(fleet: Fleet, options: QuestionRelayOptions) {
    this.#fleet = fleet;
    this.#options = options;
  }

  onEvent(event: ThreadEvent): void {
    if (event.type === "question-asked") this.#put(event.question);
    if (event.type === "question-settled") this.#settle(event.question.id);
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#open.keys()]) this.#settle(id);
  }

  #put(question: Question): void {
    const settled = new AbortController();
    this.#open.set(question.id, settled);
    queueMicrotask(() => void this.#relay(question, settled.signal).catch(() => {}));
  }

  #settle(id: string): void {
    this.#open.get(id)?.abort();
    this.#open.delete(id);
  }

  async #relay(question: Question, settled: AbortSignal): Promise<void> {
    const { id } = question;
    const answer = await this.#options.ask(question, settled);
    try {
      await this.#send(id, answer, settled);
    } catch (error) {
      if (!(error instanceof FleetError) || error.code !== "message-invalid") throw error;
      // The client believes that it has answered, so nobody else would.
      this.#options.onUnusable(error.message);
      await this.#send(id, { type: "denied" }, settled);
    }
  }

  /** Repeats it until the worker answers. An answer after somebody else's has no effect. */
  async #send(questionId: string, answer: Answer, settled: AbortSignal): Promise<void> {
    const { threadId } = this.#options;
    while (!settled.aborted) {
      try {
        return await answerQuestion(this.#fleet, threadId, { questionId, answer });
      } catch (error) {
        if (!(error instanceof FleetError) || error.code !== "unreachable") throw error;
      }
      await sleep(RETRY_PAUSE_MS, undefined, { signal: settled });
    }
  }
}
