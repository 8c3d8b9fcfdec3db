import { randomUUID } from "node:crypto";
import {
  type Answer,
  appendHistoryEntry,
  fileThreadStore,
  loadSkills,
  type McpPrompt,
  type Question,
  type RevertOptions,
  type RevertResult,
  type ReviewTarget,
  type Thread,
  type ThreadManager,
  type UserInput,
} from "@codex/core";
import type { Settings } from "../app/settings.js";
import type { ChatSkill, ChatThread, OpenThreadOptions } from "../chat-engine.js";
import { PendingAnswers } from "../pending-answers.js";
import { replayEvents } from "../replay-events.js";
import type { Message } from "../state/composer.js";

/** A thread of the engine in this process. */
export class LocalThread implements ChatThread {
  readonly #thread: Thread;
  readonly #manager: ThreadManager;
  readonly #options: OpenThreadOptions;
  readonly #subscription: Disposable;
  readonly #answers = new PendingAnswers();
  readonly settings = undefined;
  readonly wasPlanning: boolean;

  static async open(manager: ThreadManager, options: OpenThreadOptions): Promise<LocalThread> {
    const { config, resumeId } = options;
    const store = fileThreadStore(config.codexHome);
    const resumePath = resumeId === undefined ? undefined : (await store.find(resumeId)).path;
    const thread = await manager.newThread(config, { resumePath, source: "cli" });
    if (resumeId === undefined) return new LocalThread(thread, manager, options);
    // What was said before comes as if it happened now.
    const { turns, settings } = await store.read(thread.id);
    for (const event of replayEvents(turns)) options.onEvent(event);
    return new LocalThread(thread, manager, options, settings.mode === "plan");
  }

  private constructor(thread: Thread, manager: ThreadManager, options: OpenThreadOptions, wasPlanning = false) {
    this.wasPlanning = wasPlanning;
    this.#thread = thread;
    this.#manager = manager;
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

  mcpPrompts(signal: AbortSignal): Promise<readonly McpPrompt[]> {
    return this.#thread.mcpPrompts(signal);
  }

  async skills(): Promise<readonly ChatSkill[]> {
    return (await loadSkills(this.#options.config)).skills;
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
    this.#do(this.#thread.start(input, { clientId, ask: (question, signal) => this.#answers.ask(question, signal) }));
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
  configure(settings: Settings): Promise<void> {
    return this.#thread.configure(settings);
  }

  answer(question: Question, answer: Answer): void {
    this.#answers.answer(question, answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#manager.removeThread(this.id);
    this.#subscription[Symbol.dispose]();
  }

  #do(done: Promise<unknown>): void {
    done.catch((error: unknown) => this.#options.onError(error));
  }
}
