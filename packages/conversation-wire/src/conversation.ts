import {
  type Ask,
  appendHistoryEntry,
  CodexError,
  type Config,
  EventHub,
  type EventListener,
  errorMessage,
  type JsonSchema,
  lookupHistoryEntry,
  randomId,
  type Thread,
  type ThreadEventBody,
} from "@codex/core";
import type { Event, EventMsg, Op, SessionConfiguredEvent, Submission } from "@codex/protocol";
import { answerOf } from "./approval-request.js";
import { EventAdapter, isDelta } from "./event-adapter.js";
import { OpenQuestions } from "./open-questions.js";
import { userInputFromWire } from "./wire-to-engine.js";

/** Options of a turn that are not part of its op. */
export interface SubmitOptions {
  /** Answers the turn's questions. Default: they are answered by ops with the id of the question's event. */
  readonly ask?: ((...asked: [...Parameters<Ask>, submissionId: string]) => ReturnType<Ask>) | undefined;
  /** The JSON Schema of the turn's final message. */
  readonly outputSchema?: JsonSchema | undefined;
}

/** A thread as a conversation of the August 2025 protocol: ops go in, events come out. */
export class Conversation implements AsyncDisposable {
  readonly thread: Thread;
  /**
   * The first event, for front ends that show it. Listeners do not get it, since it is about the conversation's start and not about a
   * submission.
   */
  readonly sessionConfigured: Extract<EventMsg, { type: "session_configured" }>;
  readonly #config: Config;
  readonly #hub = new EventHub<Event>(isDelta);
  readonly #adapter = new EventAdapter();
  readonly #questions = new OpenQuestions((question) => this.#translate({ type: "question-asked", question }));
  readonly #beside = new Set<Promise<void>>();
  #nextId = 0;
  #last: Promise<void> = Promise.resolve();
  #shutdownId: string | undefined;

  constructor(thread: Thread, config: Config, sessionConfigured: SessionConfiguredEvent) {
    this.thread = thread;
    this.#config = config;
    this.sessionConfigured = { type: "session_configured", ...sessionConfigured };
    thread.subscribe({
      onEvent: (event) => {
        if (event.type === "closed") this.#shutDown();
        else this.#translate(event);
      },
      pressure: () => this.#hub.lag(),
    });
  }

  get id(): string {
    return this.thread.id;
  }

  /** Whether a turn is running. */
  get isBusy(): boolean {
    return this.thread.activeTurn !== undefined;
  }

  /** Whether it has been shut down. Then nothing more can be submitted. */
  get hasEnded(): boolean {
    return this.#shutdownId !== undefined || this.thread.isClosed;
  }

  /** Where the conversation is saved; undefined if it is not saved. */
  get rolloutPath(): string | undefined {
    return this.thread.rolloutPath;
  }

  /** Settles when every op submitted so far has been carried out or has started its turn. */
  handled(): Promise<void> {
    return this.#last;
  }

  /** Submits an op, and returns the id that its events will have. */
  submit(op: Op, options?: SubmitOptions): string {
    const id = String(this.#nextId++);
    this.submitWithId({ id, op }, options);
    return id;
  }

  /** Submits an op with the caller's id, which must be new to this conversation. Throws once the conversation has been shut down. */
  submitWithId(submission: Submission, options: SubmitOptions = {}): void {
    if (this.hasEnded) throw new CodexError("conversation-ended", `the conversation ${this.id} has been shut down`);
    const { id, op } = submission;
    if (op.type === "shutdown") this.#shutdownId = id;
    if ((op.type === "exec_approval" || op.type === "patch_approval") && op.decision !== "abort") {
      // Handled at once, not after earlier ops: see OpenQuestions.
      this.#questions.answer(op.id, answerOf(op.decision));
      return;
    }
    this.#last = this.#last.then(() => this.#handle(submission, options));
  }

  /** Delivers every event from now on; the first listener also gets earlier ones. */
  subscribe(listener: EventListener<Event>): Disposable {
    return this.#hub.subscribe(listener);
  }

  /** Delivers every event from now on, and leaves earlier ones to the first listener. */
  observe(listener: EventListener<Event>): Disposable {
    return this.#hub.observe(listener);
  }

  /** Iterates the events; ends when the conversation or the signal does. Each iteration gets all events. */
  events(signal?: AbortSignal): AsyncGenerator<Event, void> {
    return this.#hub.events(signal);
  }

  /** Interrupts the running turn and shuts down; settles when nothing is running any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded) this.submit({ type: "shutdown" });
    await this.#last;
    await this.thread.close();
  }

  async #handle(submission: Submission, options: SubmitOptions): Promise<void> {
    const { id, op } = submission;
    try {
      await this.#carryOut(submission, options);
    } catch (error) {
      const isRefused = error instanceof CodexError && error.code === "request-invalid";
      this.#error(id, isRefused ? `${op.type}: ${error.message}` : `${op.type} failed: ${errorMessage(error)}`);
    }
  }

  async #carryOut({ id, op }: Submission, { ask, outputSchema }: SubmitOptions): Promise<void> {
    const { thread } = this;
    switch (op.type) {
      case "interrupt":
      case "exec_approval":
      case "patch_approval":
        await thread.interrupt();
        return;
      case "user_input":
      case "user_turn":
        if (op.items.length === 0) return;
        await thread.start(userInputFromWire(op.items), {
          turnId: this.#nameTurn(id),
          ask: ask === undefined ? this.#questions.askBy(id) : (question, signal) => ask(question, signal, id),
          settings: op.type === "user_turn" ? settingsOf(op) : undefined,
          outputSchema,
        });
        return;
      case "override_turn_context":
        return thread.configure(settingsOf(op));
      case "add_to_history":
        // Another process may have locked the file; the user's next message must not wait for that.
        return this.#runBeside(id, appendHistoryEntry(this.#config, { text: op.text, sessionId: this.id }));
      case "get_history_entry_request": {
        const { log_id, offset } = op;
        const entry = await lookupHistoryEntry(this.#config.codexHome, { logId: log_id, offset });
        return this.#send(id, { type: "get_history_entry_response", offset, log_id, entry });
      }
      case "get_history":
        return this.#send(id, {
          type: "conversation_history",
          conversation_id: this.id,
          entries: [...thread.history],
        });
      case "list_mcp_tools":
        return this.#send(id, { type: "mcp_list_tools_response", tools: { ...thread.mcpTools } });
      case "compact":
        // Parity: codex-rs/core/src/codex.rs of August 2025 keeps no message beside the summary.
        await thread.compact({ turnId: this.#nameTurn(id), leavesOnlySummary: true });
        return;
      case "shutdown":
        await Promise.all(this.#beside);
        return thread.close();
      default:
        op satisfies never;
    }
  }

  /** Ids of submissions start again with each process; ids of turns do not. */
  #nameTurn(submissionId: string): string {
    const turnId = randomId();
    this.#adapter.name(turnId, submissionId);
    return turnId;
  }

  #translate(event: ThreadEventBody): void {
    this.#adapter.translate(event, (translated) => this.#hub.publish(translated));
  }

  #send(id: string, msg: EventMsg): void {
    this.#hub.publish({ id, msg });
  }

  #error(id: string, message: string): void {
    this.#send(id, { type: "error", message });
  }

  /** Runs work without waiting for it; if it fails, that is reported as an error of the submission. */
  #runBeside(submissionId: string, work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => this.#error(submissionId, errorMessage(error)))
      .finally(() => this.#beside.delete(settled));
    this.#beside.add(settled);
  }

  #shutDown(): void {
    this.#shutdownId ??= String(this.#nextId++);
    this.#send(this.#shutdownId, { type: "shutdown_complete" });
    this.#hub.close();
  }
}

function settingsOf(op: Extract<Op, { type: "user_turn" | "override_turn_context" }>) {
  const { cwd, model, effort, summary, approval_policy: approvalPolicy, sandbox_policy: sandboxPolicy } = op;
  return { cwd, model, effort, summary, approvalPolicy, sandboxPolicy };
}
