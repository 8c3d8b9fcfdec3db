// Users of this package need not know that it needs a newer library.
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

/** The user's message: a text, or parts, some of which may be images. */
export type UserInput = string | readonly WireInputItem[];

/** Settings for a turn and all later ones. */
export type TurnSettings = Omit<SendUserTurnParams, "conversationId" | "items">;

export interface ClientConversationParts {
  readonly conversationId: string;
  readonly model: string;
  readonly call: Caller<typeof clientMethods>;
  readonly events: EventQueue<Event>;
  /** The listener has been removed on the server. */
  readonly forget: () => void;
  /** Removes the listener on the server. */
  readonly unsubscribe: () => Promise<void>;
}

/** A conversation on a server, with its events. Dispose it to stop listening; on the server it stays open until it is closed. */
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
   * Yields every event since the conversation began, once: a second loop continues where the first one stopped. Ends when the
   * conversation or the client is disposed; throws `disconnected`, or `events-lost` if nobody reads for too long.
   */
  [Symbol.asyncIterator](): AsyncIterator<Event> {
    return this.#parts.events[Symbol.asyncIterator]();
  }

  /** Sends a message. Resolves when the server has it; the answer arrives as events. */
  async sendMessage(input: UserInput, options: CallOptions = {}): Promise<void> {
    const { conversationId } = this;
    await this.#parts.call("sendUserMessage", { conversationId, items: toItems(input) }, options);
  }

  /** Sends a message with settings for its turn. Resolves when the server has it. */
  async sendTurn(input: UserInput, settings: TurnSettings, options: CallOptions = {}): Promise<void> {
    const { conversationId } = this;
    await this.#parts.call("sendUserTurn", { conversationId, items: toItems(input), ...settings }, options);
  }

  /** Sends a message and yields the events up to the end of the turn. */
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

  /**
   * Closes the conversation on the server, with everything that runs for it. Resolves when nothing is left; the session stays on disk.
   */
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

/** If an error comes before the turn has started, nothing else follows. */
function endsTurn(msg: EventMsg, started: boolean): boolean {
  if (msg.type === "error") return !started;
  return msg.type === "task_complete" || msg.type === "turn_aborted" || msg.type === "shutdown_complete";
}
