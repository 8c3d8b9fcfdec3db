import type { Conversation } from "@codex/conversation-wire";
import { randomId } from "@codex/core";
import { type Connection, RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { EVENT_METHOD_PREFIX } from "@codex/protocol/methods";
import { PacedEvents } from "../paced-events.js";

/** A client's subscriptions: each sends every event of its conversation as `codex/event/<type>`. */
export class ConversationListeners implements Disposable {
  readonly #connection: Connection;
  readonly #subscriptions = new Map<string, Disposable>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Starts sending; returns the subscription's id. */
  add(conversation: Conversation): string {
    const subscriptionId = randomId();
    const conversationId = conversation.id;
    const lane = conversationId;
    const events = new PacedEvents(({ id, msg }) =>
      this.#connection.notify(`${EVENT_METHOD_PREFIX}${msg.type}`, { id, msg, conversationId }, { lane }),
    );
    const subscription = conversation.subscribe({
      onEvent: (event) => events.send(event),
      onClose: () => void this.#subscriptions.delete(subscriptionId),
      pressure: () => events.pressure(),
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
