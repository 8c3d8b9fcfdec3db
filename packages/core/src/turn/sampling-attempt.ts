import type { ResponseItem } from "@codex/protocol";
import { CodexError } from "../error.js";
import type { Prompt, ResponseEvent } from "../model/model-client.js";
import { tokenUsageFrom } from "../model/token-usage.js";
import type { Turn } from "../session/turn.js";
import { CallQueue } from "../tools/call-queue.js";
import { type ReadyCall, readyCall } from "../tools/run-tool-call.js";
import { isToolCall } from "../tools/tool-call.js";
import { hookedStream } from "./hooked-stream.js";
import { ModelItems } from "./model-items.js";
import type { AttemptEvent, RepeatedItems } from "./repeated-items.js";
import { takeCheckpoint } from "./take-checkpoint.js";

export interface SamplingAttemptOptions {
  /** 1 for the first. */
  readonly number: number;
  /** What earlier attempts have reported. */
  readonly repeated: RepeatedItems;
}

/** One stream of the model: what it said, and what ran because of it. */
export class SamplingAttempt implements Disposable {
  readonly #turn: Turn;
  readonly #number: number;
  readonly #repeated: RepeatedItems;
  readonly #said: ModelItems;
  readonly #items: ResponseItem[] = [];
  /** Items up to here are in the rollout file. */
  #persisted = 0;
  #calledTools = false;
  readonly #calls = new CallQueue<readonly ResponseItem[]>();
  /** Calls that run only at the end of the answer; if it breaks off before, they are dropped. */
  readonly #lastCalls: ReadyCall[] = [];
  #repeatedMessage = false;

  constructor(turn: Turn, { number, repeated }: SamplingAttemptOptions) {
    this.#turn = turn;
    this.#number = number;
    this.#repeated = repeated;
    this.#said = new ModelItems(turn.running, {
      showsRawReasoning: turn.session.config.showRawAgentReasoning,
      hidesMessages: turn.aside !== undefined,
      proposesPlans: turn.aside === undefined && turn.context.mode.kind === "plan",
    });
  }

  [Symbol.dispose](): void {
    this.#said[Symbol.dispose]();
  }

  /** The model's items and the outputs of its calls, in order. */
  get items(): readonly ResponseItem[] {
    return this.#items;
  }

  /** Whether there are outputs of calls to send to the model. */
  get calledTools(): boolean {
    return this.#calledTools;
  }

  async run(prompt: Prompt): Promise<void> {
    const { session, running } = this.#turn;
    const stream = hookedStream(this.#turn, prompt, { kind: "sampling", attempt: this.#number });
    for await (const event of this.#repeated.recognize(stream)) {
      running.throwIfInterrupted();
      // Most events are deltas and need no waiting.
      const handled = this.#handle(event);
      if (handled !== undefined) await handled;
      const pressure = session.events.hub.pressure();
      if (pressure !== undefined) await pressure;
      if (event.type === "completed") return;
    }
    throw new CodexError("stream-disconnected", "stream closed before response.completed");
  }

  /** Adds everything to the transcript. */
  async finish(): Promise<void> {
    this.#said.finish();
    // The transcript already has the message that this reasoning led to.
    if (this.#repeatedMessage) this.#dropTrailingReasoning();
    await this.#addToTranscript({ areLast: !this.#calledTools });
  }

  /**
   * After a failure: adds what the user has seen to the transcript, and returns these items. Waits for running calls first; one that was
   * stopped counts as aborted. Reasoning at the end is dropped, since no server accepts it without what it led to.
   */
  async keep(): Promise<readonly ResponseItem[]> {
    // Only the failure that led here is reported.
    await this.#takeOutputs().catch(() => undefined);
    this.#repeated.add(this.#items);
    this.#dropTrailingReasoning();
    await this.#addToTranscript();
    return this.#items;
  }

  #dropTrailingReasoning(): void {
    const end = this.#items.findLastIndex((item) => item.type !== "reasoning") + 1;
    this.#items.length = Math.max(end, this.#persisted);
  }

  #handle(event: AttemptEvent): Promise<void> | undefined {
    const said = this.#said;
    switch (event.type) {
      case "created":
        return undefined;
      case "output-item-begin":
        said.begin(event);
        return undefined;
      case "output-item-done":
        return this.#handleItem(event);
      case "output-item-repeated":
        return this.#handleRepeated(event.item);
      case "output-text-delta":
        said.say(event.delta, event.itemId);
        return undefined;
      case "reasoning-summary-delta":
        said.think({ type: "text", delta: event.delta }, event.itemId);
        return undefined;
      case "reasoning-summary-part-added":
        said.think({ type: "section" }, event.itemId);
        return undefined;
      case "reasoning-content-delta":
        said.think({ type: "raw-text", delta: event.delta }, event.itemId);
        return undefined;
      case "web-search-call-begin":
        said.beginSearch(event);
        return undefined;
      case "web-search-call-end":
        said.endSearch(event);
        return undefined;
      case "completed":
        return this.#handleCompleted(event);
      default:
        return event satisfies never;
    }
  }

  async #handleItem(event: ResponseEvent & { type: "output-item-done" }): Promise<void> {
    const { item } = event;
    if (!isToolCall(item)) {
      this.#said.done(event);
      if (isSaid(item)) this.#items.push(item);
      return;
    }
    const call = await readyCall(this.#turn, item);
    if (call.runsLast) this.#lastCalls.push(call);
    else await this.#startCall(call);
  }

  /** If the model does not support parallel calls, each call is answered before the next; otherwise all are, at the end of the answer. */
  async #startCall({ item, concurrency, leavesFilesAlone, run }: ReadyCall): Promise<void> {
    const { aside, context } = this.#turn;
    this.#items.push(item);
    // The call is in the file before it runs, so that a crash loses no record of what was done.
    await this.#persist();
    if (aside === undefined && !leavesFilesAlone) await takeCheckpoint(this.#turn);
    this.#calledTools = true;
    this.#calls.add(concurrency, run);
    if (context.modelFamily.callsInParallel !== true) await this.#takeOutputs();
  }

  async #takeOutputs(): Promise<void> {
    for await (const outputs of this.#calls.takeOutputs()) {
      this.#items.push(...outputs);
      // Not awaited: the next request is prepared meanwhile, and fails if this does.
      this.#persist().catch(() => undefined);
    }
  }

  /** The transcript has the item already, except reasoning, which belongs to what this attempt says next. */
  #handleRepeated(item: ResponseItem): undefined {
    if (item.type === "reasoning") this.#items.push(item);
    else if (isToolCall(item)) this.#calledTools = true;
    else this.#repeatedMessage = true;
  }

  async #handleCompleted(event: ResponseEvent & { type: "completed" }): Promise<void> {
    const { session, context, running, aside } = this.#turn;
    const { tokenUsage } = event;
    if (aside === undefined) session.lastContext = context;
    // Token counts are reported after the calls have ended, however fast the stream was.
    const count = running.beforeEnd(() => {
      if (tokenUsage === undefined) return;
      if (aside === undefined) session.lastTokenTotal = tokenUsage.total_tokens;
      session.countTokens(running, tokenUsageFrom(tokenUsage));
    });
    await this.#takeOutputs();
    count();
    if (this.#calledTools) await session.goal?.stepEnded();
    for (const call of this.#lastCalls) await this.#startCall(call);
    await this.#takeOutputs();
    await running.reportDiff();
  }

  async #addToTranscript({ areLast = false } = {}): Promise<void> {
    const { session, aside } = this.#turn;
    try {
      await this.#persist({ areLast });
    } finally {
      // Also if only a part could be saved.
      (aside ?? session).history.add(this.#items);
    }
  }

  async #persist({ areLast = false } = {}): Promise<void> {
    const items = this.#items.slice(this.#persisted);
    if (items.length === 0) return;
    const startsGroup = this.#persisted === 0;
    this.#persisted = this.#items.length;
    if (this.#turn.aside === undefined) await this.#turn.session.persist(items, { startsGroup, areLast });
  }
}

/** Whether the model gets it again as its own words. Calls are recorded separately, with their outputs. */
function isSaid(item: ResponseItem): boolean {
  if (item.type === "message") return item.role === "assistant";
  return item.type === "reasoning" || item.type === "web_search_call" || item.type === "image_generation_call";
}
