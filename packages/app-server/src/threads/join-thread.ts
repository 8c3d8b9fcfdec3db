import type { RequestContext } from "@codex/jsonrpc";
import type { AppClient } from "../app-client.js";
import { tell } from "../turns/tell.js";
import { usageParams } from "../turns/thread-narrator.js";
import type { ServedThread } from "./served-thread.js";
import type { Subscriber } from "./subscriber.js";

/** The client hears of the thread, once the request is answered, and is asked what is open. */
export function joinThread(served: ServedThread, client: AppClient, request: RequestContext): Subscriber {
  const subscriber = served.subscribe(client);
  subscriber.holdFor(request);
  served.desk.join(subscriber);
  return subscriber;
}

/** What a client that has had a thread loaded is told of it. */
export function tellState(served: ServedThread, subscriber: Subscriber): void {
  const { status } = served.narrator.activity;
  subscriber.tell(tell("thread/status/changed", { threadId: served.id, status }));
  served.welcome(subscriber);
  tellUsage(served, subscriber);
}

/** How many tokens the thread has used so far; nothing, where it has used none. */
export function tellUsage(served: ServedThread, subscriber: Subscriber): void {
  const latest = served.history.turns.at(-1);
  const usage = served.lastUsage;
  if (latest === undefined || usage === undefined) return;
  const params = usageParams(served.id, latest.id, { ...usage, contextWindow: latest.contextWindow });
  subscriber.tell(tell("thread/tokenUsage/updated", params));
}
