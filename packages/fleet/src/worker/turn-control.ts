import type { Answer, Ask, Question } from "@codex/core";
import type { Msg } from "@nats-io/transport-node";
import type { Fleet } from "../connection/fleet.js";
import { SUBJECTS } from "../connection/names.js";
import { type ControlReply, type ControlRequest, parseControlRequest } from "../messages/control-message.js";
import { parseJson } from "../messages/parse-json.js";

export interface TurnControlOptions {
  readonly threadId: string;
  readonly turnId: string;
  readonly worker: string;
  readonly interrupt: () => void;
  /** Settles once the server has confirmed that this worker has the turn; rejects otherwise. */
  readonly confirm: () => Promise<void>;
  /** Whether no answer lets anything leave the sandbox, or widens it. */
  readonly isConfined: boolean;
}

/** How long a question waits for an answer. */
const QUESTION_LIMIT_MS = 60 * 60 * 1000;

/** Handles clients' requests to a running turn, including answers to its questions. */
export class TurnControl implements Disposable {
  readonly #options: TurnControlOptions;
  readonly #open = new Map<string, (answer: Answer) => void>();
  readonly #stop: () => void;

  constructor(fleet: Fleet, options: TurnControlOptions) {
    this.#options = options;
    const subscription = fleet.connection.subscribe(SUBJECTS.control(options.threadId), {
      callback: (error, message) => {
        if (error === null) this.#handle(message);
      },
    });
    this.#stop = () => subscription.unsubscribe();
  }

  /**
   * Waits for a client's answer; the first one counts. If this worker was suspended, another one may have the turn and have asked again, so
   * an approval only counts if this worker still has the turn.
   */
  readonly ask: Ask = async (question: Question, signal: AbortSignal) => {
    if (this.#options.isConfined && leavesSandbox(question)) return { type: "denied" };
    const answer = await this.#wait(question, signal);
    if (answer.type === "denied") return answer;
    return this.#options.confirm().then(
      () => answer,
      () => ({ type: "denied" }),
    );
  };

  #wait(question: Question, signal: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", deny);
        this.#open.delete(question.id);
        resolve(answer);
      };
      const deny = () => settle({ type: "denied" });
      const timer = setTimeout(deny, QUESTION_LIMIT_MS);
      signal.addEventListener("abort", deny, { once: true });
      this.#open.set(question.id, settle);
    });
  }

  #handle(message: Msg): void {
    const request = parseControlRequest(parseJson(message.string()));
    message.respond(JSON.stringify(request === undefined ? { type: "not-understood" } : this.#reply(request)));
  }

  #reply(request: ControlRequest): ControlReply {
    const { turnId, worker, interrupt } = this.#options;
    switch (request.type) {
      case "interrupt":
        if (request.turnId !== undefined && request.turnId !== turnId) return { type: "not-running" };
        interrupt();
        return { type: "done", worker };
      case "answer": {
        const open = [...this.#open.keys()];
        const id = request.questionId ?? (open.length === 1 ? open[0] : undefined);
        const settle = id === undefined ? undefined : this.#open.get(id);
        if (settle === undefined) return { type: "question-not-open", open };
        settle(forThread(request.answer));
        return { type: "done", worker };
      }
      default:
        return request satisfies never;
    }
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** Whether an approval would let something happen that the turn's sandbox does not allow. */
function leavesSandbox(question: Question): boolean {
  switch (question.kind) {
    case "permissions":
      return true;
    case "command":
      return question.outsideSandbox;
    case "patch":
      return question.outsideSandbox !== false;
    case "elicitation":
    case "user-questions":
      return false;
    default:
      return question satisfies never;
  }
}

/** Clients cannot make rules for other threads: what one allows from now on is allowed for this thread. */
function forThread(answer: Answer): Answer {
  return answer.type === "approved" && answer.scope === "rule" ? { type: "approved", scope: "thread" } : answer;
}
