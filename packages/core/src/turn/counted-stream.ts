import type { ThreadGoal } from "../goals/thread-goal.js";
import type { ResponseEvent } from "../model/model-client.js";
import { tokenUsageFrom } from "../model/token-usage.js";

/**
 * Yields the same events, but reads one event ahead, so that an answer's tokens count for the goal as soon as its end has arrived, even if
 * the calls in it are stopped.
 */
export async function* countedStream(
  stream: AsyncIterable<ResponseEvent>,
  goal: ThreadGoal,
): AsyncGenerator<ResponseEvent, void> {
  const events = stream[Symbol.asyncIterator]();
  const read = async () => {
    const { done, value } = await events.next();
    if (done === true) return undefined;
    if (value.type === "completed" && value.tokenUsage !== undefined) goal.addTokens(tokenUsageFrom(value.tokenUsage));
    return value;
  };
  let isOver = false;
  try {
    let next = read();
    for (;;) {
      const event = await next;
      isOver = event === undefined || event.type === "completed";
      if (event === undefined) return;
      if (!isOver) next = read();
      // The error is thrown when its turn comes, if anyone is still reading.
      next.catch(() => undefined);
      yield event;
      if (isOver) return;
    }
  } finally {
    // A pending read ends with the turn's signal; do not wait for it.
    const ending = events.return?.();
    if (isOver) await ending;
    else ending?.catch(() => undefined);
  }
}
