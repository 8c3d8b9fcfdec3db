import type { NotificationMethod } from "@codex/app-server-protocol/methods";
import type { NotificationParams } from "../app-client.js";

/** A notification that is to go out. */
export interface Told {
  readonly method: NotificationMethod;
  readonly params: unknown;
}

export function tell<M extends NotificationMethod>(method: M, params: NotificationParams<M>): Told {
  return { method, params };
}

/** Whether a client that lags may go without it: the end of the item carries the whole. */
export function mayBeLost({ method }: Told): boolean {
  return method.startsWith("item/") && /Delta$|\/delta$/.test(method);
}
