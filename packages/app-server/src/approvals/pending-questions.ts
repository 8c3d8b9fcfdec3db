import type { Answer, Ask, Question } from "@codex/core";
import { ConnectionError } from "@codex/jsonrpc";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { Subscriber } from "../threads/subscriber.js";
import { notificationOf } from "../turns/notification.js";
import { type QuestionRequest, questionRequest } from "./question-requests.js";

export interface PendingQuestionsOptions {
  readonly threadId: string;
  /** Whether others besides our clients may answer. */
  readonly waitsForOthers: boolean;
  readonly subscribers: () => Iterable<Subscriber>;
  /** The id of an item on the wire. */
  readonly wireItemId: (itemId: string | undefined) => string | undefined;
  /** The id on the wire of a command that continues in a terminal. */
  readonly terminalItemId: (terminalId: string) => string | undefined;
  /** Called when no answer was valid, so that the question is denied. */
  readonly onUnreadable: (question: Question) => void;
}

interface OpenQuestion {
  readonly request: QuestionRequest;
  readonly signal: AbortSignal;
  /** The subscribers that were asked, with the ids of the requests. */
  readonly asked: Map<Subscriber, RequestId | undefined>;
  readonly answer: (answer: Answer) => void;
  /** Whether a client has answered. */
  isAnswered: boolean;
  /** The client's answer was invalid or an error. */
  readonly fault: (subscriber: Subscriber) => void;
}

/** How long a question stays open with nobody to answer it, in milliseconds. */
const UNATTENDED_MS = 10 * 60_000;

/**
 * Sends a thread's questions to all of its clients; the first answer counts. A client that joins later gets the open ones. Invalid answers
 * and errors count as denials; so does a question that no client is there to answer, unless others may answer it.
 */
export class PendingQuestions {
  readonly #options: PendingQuestionsOptions;
  readonly #open = new Map<string, OpenQuestion>();

  constructor(options: PendingQuestionsOptions) {
    this.#options = options;
  }

  readonly ask: Ask = async (question, signal) => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const open = this.#openQuestion(question, signal, resolve);
    this.#open.set(question.id, open);
    for (const subscriber of this.#options.subscribers()) this.#put(open, subscriber);
    const timer = setInterval(() => {
      if (open.asked.size === 0 && !this.#options.waitsForOthers) resolve({ type: "denied" });
    }, UNATTENDED_MS).unref();
    const stop = () => resolve({ type: "cancelled" });
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await promise;
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", stop);
    }
  };

  /** Sends the open questions to a client that has just joined; one that was asked before gets them again with the same id. */
  join(subscriber: Subscriber): void {
    for (const open of this.#open.values()) {
      if (open.asked.has(subscriber)) subscriber.inOrder(() => this.#repeat(open, subscriber));
      else this.#put(open, subscriber);
    }
  }

  leave(subscriber: Subscriber): void {
    for (const { asked } of this.#open.values()) asked.delete(subscriber);
  }

  /** Whether a settled question was answered, and not withdrawn. */
  isAnswered({ question: { id }, answer }: { readonly question: Question; readonly answer: Answer }): boolean {
    return answer.type !== "cancelled" || this.#open.get(id)?.isAnswered === true;
  }

  /** Tells every client that was asked that the question is settled. */
  settled({ id }: Question): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    for (const [subscriber, requestId] of open?.asked ?? []) {
      if (requestId === undefined) continue;
      subscriber.notify(notificationOf("serverRequest/resolved", { threadId: this.#options.threadId, requestId }));
    }
  }

  #openQuestion(question: Question, signal: AbortSignal, answer: (answer: Answer) => void): OpenQuestion {
    const { threadId, wireItemId, terminalItemId, onUnreadable } = this.#options;
    const terminal = question.kind === "command" ? question.terminalId : undefined;
    const itemId = terminal === undefined ? wireItemId(question.itemId) : terminalItemId(terminal);
    const request = questionRequest(question, { threadId, itemId });
    const faulty = new Set<Subscriber>();
    return {
      request,
      signal,
      asked: new Map(),
      answer,
      isAnswered: false,
      fault(subscriber) {
        faulty.add(subscriber);
        if ([...this.asked.keys()].some((one) => !faulty.has(one))) return;
        onUnreadable(question);
        answer({ type: "denied" });
      },
    };
  }

  /** Repeats an open request; a client that has answered it is not asked again. */
  #repeat({ request: { method, params }, asked }: OpenQuestion, subscriber: Subscriber): void {
    const id = asked.get(subscriber);
    if (id !== undefined) subscriber.client.connection.repeat(id, method, params);
  }

  #put(open: OpenQuestion, subscriber: Subscriber): void {
    open.asked.set(subscriber, undefined);
    subscriber.inOrder(() => void this.#request(open, subscriber));
  }

  async #request(open: OpenQuestion, subscriber: Subscriber): Promise<void> {
    const { method, params, read } = open.request;
    try {
      const answer = await subscriber.client.connection.request(method, params, {
        signal: open.signal,
        onSent: (id) => open.asked.set(subscriber, id),
      });
      const decision = read(answer);
      if (decision === undefined) return open.fault(subscriber);
      open.isAnswered = true;
      open.answer(decision);
    } catch (error) {
      // If it has disconnected, the others can still answer.
      if (error instanceof ConnectionError) open.asked.delete(subscriber);
      else if (!open.signal.aborted) open.fault(subscriber);
    }
  }
}
