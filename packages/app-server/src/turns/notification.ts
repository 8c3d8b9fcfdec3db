import type { NotificationMethod } from "@codex/app-server-protocol/methods";
import { encodeMessage } from "@codex/jsonrpc";
import { encodeJson } from "@codex/slices";
import type { NotificationParams } from "../app-client.js";

/** A notification for one or many clients. */
export class Notification {
  readonly method: NotificationMethod;
  readonly params: unknown;
  #text: string | Promise<string> | undefined;

  constructor(method: NotificationMethod, params: unknown) {
    this.method = method;
    this.params = params;
  }

  /** The encoded message; encoded once, and only if a client wants it. */
  get text(): string | Promise<string> {
    this.#text ??= encodeMessage({ method: this.method, params: this.params }, encodeJson);
    return this.#text;
  }
}

export function notificationOf<M extends NotificationMethod>(method: M, params: NotificationParams<M>): Notification {
  return new Notification(method, params);
}

/** Whether a slow client may lose it, because the item's end has all of its content. */
export function canBeDropped({ method }: Notification): boolean {
  return method.startsWith("item/") && /Delta$|\/delta$/.test(method);
}
