import type { NotificationMethod } from "@codex/app-server-protocol/methods";
import { encodeMessage } from "@codex/jsonrpc";
import { encodeJson } from "@codex/slices";
import type { NotificationParams } from "../app-client.js";

/** A notification that is to go out, to one client or to many. */
export class Told {
  readonly method: NotificationMethod;
  readonly params: unknown;
  #text: string | Promise<string> | undefined;

  constructor(method: NotificationMethod, params: unknown) {
    this.method = method;
    this.params = params;
  }

  /** As it goes over the wire; made once, and not at all where no client wants it. */
  get text(): string | Promise<string> {
    this.#text ??= encodeMessage({ method: this.method, params: this.params }, encodeJson);
    return this.#text;
  }
}

export function tell<M extends NotificationMethod>(method: M, params: NotificationParams<M>): Told {
  return new Told(method, params);
}

/** Whether a client that lags may go without it: the end of the item carries the whole. */
export function mayBeLost({ method }: Told): boolean {
  return method.startsWith("item/") && /Delta$|\/delta$/.test(method);
}
