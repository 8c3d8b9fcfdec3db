import { randomUUID } from "node:crypto";
import {
  type Answer,
  appendHistoryEntry,
  type Config,
  fileThreadStore,
  type Question,
  type RevertOptions,
  type RevertResult,
  type ReviewTarget,
  type Thread,
  type ThreadEventBody,
  type UserInput,
} from "@codex/core";
import type { ChatEngine } from "../chat-engine.js";
import type { Message } from "../state/composer.js";
import { replayEvents } from "./replay-events.js";

export interface ChatThreadOptions {
  readonly engine: ChatEngine;
  readonly config: Config;
  /** Goes on with what is saved there. */
  readonly resumePath?: string | undefined;
  readonly onEvent: (event: ThreadEventBody) => void;
  /** Something that was asked of the thread could not be done. */
  readonly onError: (error: unknown) => void;
}

/** A thread as the chat has it: messages go in, what it tells comes out, and its questions wait for the user. */
export class ChatThread implements AsyncDisposable {
  readonly #thread: Thread;
  readonly #options: ChatThreadOptions;
  readonly #subscription: Disposable;
  readonly #answers = new Map<string, (answer: Answer) => void>();

  static async open(options: ChatThreadOptions): Promise<ChatThread> {
    const { engine, config, resumePath } = options;
    const thread = await engine.manager.newThread(config, { resumePath, source: "cli" });
    if (resumePath !== undefined) {
      // What was said before comes as if it happened now.
      const { turns } = await fileThreadStore(config.codexHome).read(thread.id);
      for (const event of replayEvents(turns)) options.onEvent(event);
    }
    return new ChatThread(thread, options);
  }

  private constructor(thread: Thread, options: ChatThreadOptions) {
    this.#thread = thread;
    this.#options = options;
    this.#subscription = thread.subscribe({ onEvent: options.onEvent });
  }

  get id(): string {
    return this.#thread.id;
  }

  /** Whether it can be gone on with later. */
  get isSaved(): boolean {
    return this.#thread.rolloutPath !== undefined;
  }

  get isBusy(): boolean {
    return this.#thread.activeTurn !== undefined;
  }

  get mcpTools(): Thread["mcpTools"] {
    return this.#thread.mcpTools;
  }

  get terminals(): Thread["terminals"] {
    return this.#thread.terminals;
  }

  /** False when there is none of that id. */
  endTerminal(id: number): Promise<boolean> {
    return this.#thread.endTerminal(id);
  }

  /** Tells the model something that is no message of the user's. */
  tellModel(text: string): void {
    this.#do(this.#thread.inject([{ type: "message", role: "user", content: [{ type: "input_text", text }] }]));
  }

  /** Sends a message; in a running turn it joins that turn. Gives the message's name. */
  send({ text, images }: Message): string {
    const { config } = this.#options;
    const input: UserInput[] = [
      ...images.map((path): UserInput => ({ type: "local-image", path })),
      { type: "text", text },
    ];
    this.#do(appendHistoryEntry(config, { sessionId: this.id, text }));
    const clientId = randomUUID();
    this.#do(this.#thread.start(input, { clientId, ask: (question, signal) => this.#ask(question, signal) }));
    return clientId;
  }

  interrupt(): void {
    this.#do(this.#thread.interrupt());
  }

  review(target: ReviewTarget): void {
    this.#do(this.#thread.review(target));
  }

  compact(): void {
    this.#do(this.#thread.compact());
  }

  /** Takes turns back. */
  revert(options: RevertOptions): Promise<RevertResult> {
    return this.#thread.revert(options);
  }

  /** Changes settings for later turns. */
  configure(settings: Parameters<Thread["configure"]>[0]): void {
    this.#do(this.#thread.configure(settings));
  }

  answer(question: Question, answer: Answer): void {
    this.#answers.get(question.id)?.(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.engine.manager.removeThread(this.id);
    this.#subscription[Symbol.dispose]();
  }

  #ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (question.kind === "user-questions" && question.questions.length === 0) {
      return Promise.resolve({ type: "answered", answers: {} });
    }
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        this.#answers.delete(question.id);
        signal.removeEventListener("abort", cancel);
        resolve(answer);
      };
      const cancel = () => settle({ type: "cancelled" });
      if (signal.aborted) return cancel();
      signal.addEventListener("abort", cancel, { once: true });
      this.#answers.set(question.id, settle);
    });
  }

  #do(done: Promise<unknown>): void {
    done.catch((error: unknown) => this.#options.onError(error));
  }
}
