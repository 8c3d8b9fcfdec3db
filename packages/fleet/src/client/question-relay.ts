import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Ask, Question, ThreadEvent } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { FleetError } from "../fleet-error.js";
import { answerQuestion } from "./control-thread.js";

const RETRY_PAUSE_MS = 1_000;

/** Passes the questions of a thread's turns to a local client. Another client may answer first. */
export class QuestionRelay implements Disposable {
  readonly #fleet: Fleet;
  readonly #threadId: string;
  readonly #ask: Ask;
  readonly #open = new Map<string, AbortController>();

  constructor(fleet: Fleet, threadId: string, ask: Ask) {
    this.#fleet = fleet;
    this.#threadId = threadId;
    this.#ask = ask;
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

  /** An answer after somebody else's has no effect. */
  async #relay(question: Question, settled: AbortSignal): Promise<void> {
    const answer = await this.#ask(question, settled);
    while (!settled.aborted && !(await this.#send(question.id, answer))) {
      await sleep(RETRY_PAUSE_MS, undefined, { signal: settled });
    }
  }

  /** False if it must be sent again. */
  async #send(questionId: string, answer: Answer): Promise<boolean> {
    try {
      await answerQuestion(this.#fleet, this.#threadId, { questionId, answer });
      return true;
    } catch (error) {
      return error instanceof FleetError && error.code !== "unreachable";
    }
  }
}
