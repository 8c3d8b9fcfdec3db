import { checkedEvent } from "../../../exec/test/support/exec-event.js";
import type { Input, Thread, ThreadEvent, TurnOptions } from "../../src/index.js";

/** All events of a turn, each checked against the schema of `codex exec --json`. */
export async function eventsOf(thread: Thread, input: Input, options?: TurnOptions): Promise<ThreadEvent[]> {
  const seen: ThreadEvent[] = [];
  for await (const event of (await thread.runStreamed(input, options)).events) {
    checkedEvent(event);
    seen.push(event);
  }
  return seen;
}

/** The body of a request to the model, as text. */
export const bodyOf = (request: { readonly body: unknown } | undefined) => JSON.stringify(request?.body);
