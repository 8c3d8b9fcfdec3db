import type { Event, EventMsg, Op, SessionConfiguredEvent, Submission } from "@codex/protocol";
import { CodexError } from "../error.js";
import type { EventListener } from "../events/event-hub.js";
import type { Session } from "../session/session.js";
import { type CurrentContext, handleOp } from "./handle-op.js";

/** A running conversation: ops go in, events come out. Made by the `ConversationManager`. */
export class Conversation implements AsyncDisposable {
  /**
   * The first event, for front ends that show it: it is not among those that listeners get, since it is about the
   * conversation's start and not about a submission.
   */
  readonly sessionConfigured: Extract<EventMsg, { type: "session_configured" }>;
  readonly #session: Session;
  readonly #context: CurrentContext;
  #nextId = 0;
  #last: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(session: Session, context: CurrentContext, sessionConfigured: SessionConfiguredEvent) {
    this.#session = session;
    this.#context = context;
    this.sessionConfigured = { type: "session_configured", ...sessionConfigured };
  }

  /** UUID; also the name of its rollout. */
  get id(): string {
    return this.#session.id;
  }

  /** Whether a turn is running. */
  get isBusy(): boolean {
    return this.#session.tasks.isRunning;
  }

  /** Whether it has been shut down: nothing can be submitted any more. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Why the latest turn failed, or why none of its commands could run, where an error of ours says so. */
  get lastFailure(): CodexError | undefined {
    return this.#session.lastFailure;
  }

  /** Settles when every op that was submitted so far has been carried out or has begun its turn. */
  handled(): Promise<void> {
    return this.#last;
  }

  /** Where the conversation is saved; undefined when it is not. */
  get rolloutPath(): string | undefined {
    return this.#session.rollout?.path;
  }

  /** Submits an op and gives the id that its events will carry. */
  submit(op: Op): string {
    const id = String(this.#nextId++);
    this.submitWithId({ id, op });
    return id;
  }

  /** Submits under an id of the caller's; it must be new to this conversation. Throws once it has been shut down. */
  submitWithId(submission: Submission): void {
    if (this.#ended) throw new CodexError("conversation-ended", `the conversation ${this.id} has been shut down`);
    if (submission.op.type === "shutdown") this.#ended = true;
    this.#last = this.#last.then(() => this.#handle(submission));
  }

  /** Every event from now on; the first listener also gets those from before. */
  subscribe(listener: EventListener): Disposable {
    return this.#session.hub.subscribe(listener);
  }

  /** Every event from now on, without taking those from before from the first listener. */
  observe(listener: EventListener): Disposable {
    return this.#session.hub.observe(listener);
  }

  /** Iterates the events; ends when the conversation or the signal does. Each iteration gets all events. */
  events(signal?: AbortSignal): AsyncGenerator<Event, void> {
    return this.#session.hub.events(signal);
  }

  /** Interrupts what runs and shuts down; settles when nothing is left running. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.submit({ type: "shutdown" });
    await this.#last;
  }

  async #handle(submission: Submission): Promise<void> {
    try {
      await handleOp(this.#session, this.#context, submission);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#session.publish(submission.id, { type: "error", message: `${submission.op.type} failed: ${message}` });
    }
  }
}
