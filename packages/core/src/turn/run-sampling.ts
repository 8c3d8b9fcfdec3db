import type { ResponseItem } from "@codex/protocol";
import { CodexError } from "../error.js";
import { renderCarriedContext } from "../history/carried-context.js";
import { type ConversationHistory, withPairedCalls } from "../history/conversation-history.js";
import type { Prompt, ResponseEvent } from "../model/model-client.js";
import { tokenUsageFrom } from "../model/token-usage.js";
import type { Turn } from "../session/turn.js";
import { offeredTools } from "../tools/registry.js";
import { mayChangeFiles, runToolCall } from "../tools/run-tool-call.js";
import { isToolCall } from "../tools/tool-call.js";
import { keepWorkspace } from "./keep-workspace.js";
import { ModelItems } from "./model-items.js";
import { withStreamRetries } from "./stream-retries.js";
import { watchedStream } from "./watched-stream.js";

export interface SamplingResult {
  /** The model's items and the outputs of its calls, in order; already part of the transcript. */
  readonly items: readonly ResponseItem[];
  readonly calledTools: boolean;
}

/**
 * Asks the model once, with retries, unless a limit of the turn is reached, and runs the tools that it calls as their calls arrive. A tool that has run is
 * never run again by a retry: its call and output are part of what the next attempt sends.
 */
export async function runSampling(turn: Turn, input: readonly ResponseItem[]): Promise<SamplingResult> {
  turn.running.takeRequest();
  let prompt = input;
  let attempts = 0;
  let latest: Attempt | undefined;
  try {
    return await withStreamRetries(turn, async () => {
      using attempt = new Attempt(turn, ++attempts);
      latest = attempt;
      try {
        await attempt.run(promptFor(turn, prompt));
        return await attempt.finish();
      } catch (error) {
        prompt = [...prompt, ...attempt.keepWhatRan()];
        throw error;
      }
    });
  } catch (error) {
    await latest?.keepWhatWasSaid();
    throw error;
  }
}

function promptFor(turn: Turn, items: readonly ResponseItem[]): Prompt {
  const { session, running, outputSchema, aside } = turn;
  return {
    input: withPairedCalls(items),
    tools: offeredTools(turn),
    store: !session.config.disableResponseStorage,
    baseInstructionsOverride: aside?.instructions ?? session.config.baseInstructions,
    additionalInstructions: aside === undefined && session.carried ? renderCarriedContext(session.carried) : undefined,
    onRetry: ({ error, delayMs, attempt, maxAttempts }) => {
      if (delayMs < LONG_WAIT_MS) return;
      const seconds = Math.ceil(delayMs / 1000);
      running.notice({
        level: "warning",
        code: "request-retry",
        message: `${error.message}; trying again in ${seconds} s`,
        retry: { attempt, maxAttempts, delayMs, error: { code: error.code, message: error.message } },
      });
    },
    outputSchema,
  };
}

/** A wait for the model's server that the user is told of. */
const LONG_WAIT_MS = 5000;

/** One stream of the model: what it said, what ran because of it. */
class Attempt implements Disposable {
  readonly #turn: Turn;
  readonly #number: number;
  readonly #said: ModelItems;
  readonly #items: ResponseItem[] = [];
  /** Items up to here are in the rollout file. */
  #persisted = 0;
  /** Items up to here are a call's output, or come before one. */
  #ran = 0;

  /** `number`: 1 for the first. */
  constructor(turn: Turn, number: number) {
    this.#turn = turn;
    this.#number = number;
    this.#said = new ModelItems(turn.running, {
      showsRawReasoning: turn.session.config.showRawAgentReasoning,
      hidesMessages: turn.aside !== undefined,
      proposesPlans: turn.aside === undefined && turn.context.mode.kind === "plan",
    });
  }

  [Symbol.dispose](): void {
    this.#said[Symbol.dispose]();
  }

  async run(prompt: Prompt): Promise<void> {
    const { session, running } = this.#turn;
    for await (const event of watchedStream(this.#turn, prompt, { kind: "sampling", attempt: this.#number })) {
      running.throwIfInterrupted();
      // Most events are deltas, and nothing of them has to be waited for.
      const handled = this.#handle(event);
      if (handled !== undefined) await handled;
      const pressure = session.events.hub.pressure();
      if (pressure !== undefined) await pressure;
      if (event.type === "completed") return;
    }
    throw new CodexError("stream-disconnected", "stream closed before response.completed");
  }

  /** Makes everything part of the transcript. */
  async finish(): Promise<SamplingResult> {
    this.#said.finish();
    await this.#persist({ areLast: this.#ran === 0 });
    this.#history.add(this.#items);
    return { items: this.#items, calledTools: this.#ran > 0 };
  }

  /** After a failure: makes the calls that ran, and what led to them, part of the transcript; gives these items. */
  keepWhatRan(): readonly ResponseItem[] {
    const kept = this.#items.slice(0, this.#ran);
    this.#history.add(kept);
    return kept;
  }

  /**
   * When no attempt follows: keeps the rest too, which the user has seen and the file may have. A call that was stopped counts as
   * aborted; thoughts alone are not kept, since no server takes them without what they led to.
   */
  async keepWhatWasSaid(): Promise<void> {
    const end = this.#items.findLastIndex((item) => item.type !== "reasoning") + 1;
    const rest = this.#items.slice(this.#ran, end);
    this.#items.length = Math.max(end, this.#persisted);
    await this.#persist();
    this.#history.add(rest);
    this.#ran = this.#items.length;
  }

  #handle(event: ResponseEvent): Promise<void> | undefined {
    const said = this.#said;
    switch (event.type) {
      case "created":
        return undefined;
      case "output-item-begin":
        said.begin(event);
        return undefined;
      case "output-item-done":
        return this.#handleItem(event);
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
      if (item.type === "reasoning" || (item.type === "message" && item.role === "assistant")) this.#items.push(item);
      return;
    }
    this.#items.push(item);
    // The call is in the file before anything happens because of it: a crash loses nothing that was done.
    await this.#persist();
    if (this.#turn.aside === undefined && mayChangeFiles(this.#turn, item)) await keepWorkspace(this.#turn);
    this.#items.push(...(await runToolCall(this.#turn, item)));
    this.#ran = this.#items.length;
    await this.#persist();
  }

  async #handleCompleted(event: ResponseEvent & { type: "completed" }): Promise<void> {
    const { session, running, aside } = this.#turn;
    if (event.tokenUsage !== undefined) {
      if (aside === undefined) session.lastTokenTotal = event.tokenUsage.total_tokens;
      session.countTokens(running, tokenUsageFrom(event.tokenUsage));
    }
    await running.reportDiff();
  }

  get #history(): ConversationHistory {
    return (this.#turn.aside ?? this.#turn.session).history;
  }

  async #persist({ areLast = false } = {}): Promise<void> {
    const items = this.#items.slice(this.#persisted);
    if (items.length === 0) return;
    const startsGroup = this.#persisted === 0;
    this.#persisted = this.#items.length;
    if (this.#turn.aside === undefined) await this.#turn.session.persist(items, { startsGroup, areLast });
  }
}
