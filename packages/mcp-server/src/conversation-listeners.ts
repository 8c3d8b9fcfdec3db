import { randomUUID } from "node:crypto";
import type { Conversation } from "@codex/core";
import { type Connection, RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";

/** Unsent events of one listener from which on the engine is asked to wait. */
const MAX_UNSENT = 2_000;

/** The subscriptions of a client: each sends every event of its conversation as `codex/event/<type>`. */
export class ConversationListeners implements Disposable {
  readonly #connection: Connection;
  readonly #subscriptions = new Map<string, Disposable>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Starts sending; gives the subscription's id. */
  add(conversation: Conversation): string {
    const subscriptionId = randomUUID();
    const outgoing = new PacedNotifications(this.#connection);
    const subscription = conversation.subscribe({
      onEvent: ({ id, msg }) => outgoing.send(`codex/event/${msg.type}`, { id, msg, conversationId: conversation.id }),
      onClose: () => void this.#subscriptions.delete(subscriptionId),
      pressure: () => outgoing.pressure(),
    });
    this.#subscriptions.set(subscriptionId, subscription);
    return subscriptionId;
  }

  remove(subscriptionId: string): void {
    const subscription = this.#subscriptions.get(subscriptionId);
    if (subscription === undefined) {
      throw new RpcError(ErrorCode.invalidRequest, `subscription not found: ${subscriptionId}`);
    }
    subscription[Symbol.dispose]();
    this.#subscriptions.delete(subscriptionId);
  }

  [Symbol.dispose](): void {
    for (const subscription of this.#subscriptions.values()) subscription[Symbol.dispose]();
    this.#subscriptions.clear();
  }
}

/** Sends notifications and knows how many of them the client has not read yet. */
export class PacedNotifications {
  readonly #connection: Connection;
  #unsent = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  send(method: string, params: unknown): void {
    this.#unsent += 1;
    this.#last = this.#connection.notify(method, params).then(() => {
      this.#unsent -= 1;
    });
  }

  /** Undefined while the client keeps up, otherwise settles when it has read what was sent so far. */
  pressure(): Promise<void> | undefined {
    return this.#unsent < MAX_UNSENT ? undefined : this.#last;
  }
}
