import type { ThreadGoal } from "../goals/thread-goal.js";
import type { ResponseEvent } from "../model/model-client.js";
import { tokenUsageFrom } from "../model/token-usage.js";

/**
 * The same events. One more is read while the one before is being acted upon, so that the tokens of an answer count for the goal as
 * soon as its end is here, also when what it called for is stopped.
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
      // It is heard of when its turn comes, if there is somebody by then.
      next.catch(() => undefined);
      yield event;
      if (isOver) return;
    }
  } finally {
    // A read that is under way ends with the turn's signal, and is not waited for.
    const ending = events.return?.();
    if (isOver) await ending;
    else ending?.catch(() => undefined);
  }
}
