import type { Conversation } from "@codex/conversation-wire";
import { isDelta } from "@codex/conversation-wire";
import type { JsonSchema } from "@codex/core";
import type { Event, Op } from "@codex/protocol";
import type { TurnAsk } from "./approvals/ask-client.js";

/** How many events are kept for later listeners. */
const MAX_RECENT = 200;

export interface TurnOptions {
  readonly ask: TurnAsk;
  /** The JSON Schema of the turn's final message. */
  readonly outputSchema?: JsonSchema | undefined;
}

/** A conversation with its clients. The client that starts a turn decides who answers its questions. */
export class ServedConversation {
  readonly conversation: Conversation;
  readonly #recent: Event[] = [];
  #claimed = false;

  constructor(conversation: Conversation, options: { readonly keepsEvents: boolean }) {
    this.conversation = conversation;
    if (options.keepsEvents) conversation.observe({ onEvent: (event) => this.#keep(event) });
  }

  get id(): string {
    return this.conversation.id;
  }

  /** The events so far, without deltas; only the first one if events are not kept. */
  get recentEvents(): readonly Event[] {
    return [{ id: "", msg: this.conversation.sessionConfigured }, ...this.#recent];
  }

  /** Whether a turn is running or somebody has claimed the next one. */
  get isBusy(): boolean {
    return this.#claimed || this.conversation.isBusy;
  }

  /** Keeps others from starting turns; undefined if somebody else has done so or a turn is running. */
  async claim(): Promise<Disposable | undefined> {
    if (this.isBusy) return undefined;
    this.#claimed = true;
    const release = () => {
      this.#claimed = false;
    };
    // Earlier input may be about to start a turn.
    await this.conversation.handled();
    if (!this.conversation.isBusy) return { [Symbol.dispose]: release };
    release();
    return undefined;
  }

  /** Submits user input, and returns the id of its turn. Throws once the conversation has been shut down. */
  submitTurn(op: Extract<Op, { type: "user_input" | "user_turn" }>, options: TurnOptions, givenId?: string): string {
    if (givenId === undefined) return this.conversation.submit(op, options);
    this.conversation.submitWithId({ id: givenId, op }, options);
    return givenId;
  }

  #keep(event: Event): void {
    if (isDelta(event)) return;
    this.#recent.push(event);
    if (this.#recent.length > MAX_RECENT) this.#recent.shift();
  }
}
