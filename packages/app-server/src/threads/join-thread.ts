import type { RequestContext } from "@codex/jsonrpc";
import type { AppClient } from "../app-client.js";
import { notificationOf } from "../turns/notification.js";
import { usageParams } from "../turns/usage-params.js";
import type { ServedThread } from "./served-thread.js";
import type { Subscriber } from "./subscriber.js";

/** Subscribes the client to the thread, starting after the answer to its request, and asks it the open questions. */
export function joinThread(served: ServedThread, client: AppClient, request: RequestContext): Subscriber {
  const subscriber = served.subscribe(client);
  subscriber.holdFor(request);
  served.questions.join(subscriber);
  return subscriber;
}

/** Sends the thread's state to a client that has just had it loaded. */
export function sendState(served: ServedThread, subscriber: Subscriber): void {
  const { status } = served.narrator.activity;
  subscriber.notify(notificationOf("thread/status/changed", { threadId: served.id, status }));
  served.welcome(subscriber);
  sendUsage(served, subscriber);
}

/** Sends how many tokens the thread has used so far, unless it has used none, with the latest turn that used any. */
export function sendUsage(served: ServedThread, subscriber: Subscriber): void {
  const { turns } = served.history;
  const latest = turns.findLast(({ usage }) => usage !== undefined) ?? turns.at(-1);
  const usage = served.lastUsage;
  if (latest === undefined || usage === undefined) return;
  const params = usageParams(served.id, latest.id, { ...usage, contextWindow: latest.contextWindow });
  subscriber.notify(notificationOf("thread/tokenUsage/updated", params));
}
