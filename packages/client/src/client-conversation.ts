// Those who import this need not know that it takes a newer library.
/// <reference lib="esnext.disposable" preserve="true" />
import type { Caller } from "@codex/jsonrpc";
import type {
  clientMethods,
  Event,
  EventMsg,
  InterruptConversationResponse,
  SendUserTurnParams,
  WireInputItem,
} from "@codex/protocol";
import type { EventQueue } from "./event-queue.js";

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What the user says: a text, or pieces of which some may be images. */
export type UserInput = string | readonly WireInputItem[];

/** Settings that a turn changes for itself and those after it. */
export type TurnSettings = Omit<SendUserTurnParams, "conversationId" | "items">;

export interface ClientConversationParts {
  readonly conversationId: string;
  readonly model: string;
  readonly call: Caller<typeof clientMethods>;
  readonly events: EventQueue<Event>;
  /** Nobody listens any more, and the server knows. */
  readonly forget: () => void;
  /** Tells the server that nobody listens any more. */
  readonly unsubscribe: () => Promise<void>;
}

/** A conversation on a server, with its events. Dispose of it to stop listening; on the server it lives on until it is closed. */
export class ClientConversation implements AsyncDisposable, AsyncIterable<Event> {
  readonly conversationId: string;
  /** The model that answers. */
  readonly model: string;
  readonly #parts: ClientConversationParts;

  constructor(parts: ClientConversationParts) {
    this.conversationId = parts.conversationId;
    this.model = parts.model;
    this.#parts = parts;
  }

  /**
   * Every event since the conversation began, once: a loop that follows another goes on where that one stopped. Ends when
   * the conversation or the client is disposed of; throws `disconnected`, or `events-lost` when nobody reads for long.
   */
  [Symbol.asyncIterator](): AsyncIterator<Event> {
    return this.#parts.events[Symbol.asyncIterator]();
  }

  /** Says something. Resolves when the server has it; what comes of it are events. */
  async sendMessage(input: UserInput, options: CallOptions = {}): Promise<void> {
    const { conversationId } = this;
    await this.#parts.call("sendUserMessage", { conversationId, items: toItems(input) }, options);
  }

  /** Says something under settings of its own. Resolves when the server has it. */
  async sendTurn(input: UserInput, settings: TurnSettings, options: CallOptions = {}): Promise<void> {
    const { conversationId } = this;
    await this.#parts.call("sendUserTurn", { conversationId, items: toItems(input), ...settings }, options);
  }

  /** Says something and gives the events up to the turn's end, which is the last one. */
  async *runTurn(input: UserInput, options: CallOptions = {}): AsyncGenerator<Event, void> {
    await this.sendMessage(input, options);
    let started = false;
    for await (const event of this) {
      yield event;
      started ||= event.msg.type === "task_started";
      if (endsTurn(event.msg, started)) return;
    }
  }

  /** Stops the running turn. Resolves when it has stopped. */
  interrupt(options: CallOptions = {}): Promise<InterruptConversationResponse> {
    return this.#parts.call("interruptConversation", { conversationId: this.conversationId }, options);
  }

  /** Ends it on the server, with all that runs for it. Resolves when nothing of it is left; its session stays on disk. */
  async close(options: CallOptions = {}): Promise<void> {
    await this.#parts.call("closeConversation", { conversationId: this.conversationId }, options);
    this.#parts.forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.unsubscribe();
  }
}

const toItems = (input: UserInput): WireInputItem[] =>
  typeof input === "string" ? [{ type: "text", data: { text: input } }] : [...input];

/** An error before the turn has started is all that there will be of it. */
function endsTurn(msg: EventMsg, started: boolean): boolean {
  if (msg.type === "error") return !started;
  return msg.type === "task_complete" || msg.type === "turn_aborted" || msg.type === "shutdown_complete";
}
