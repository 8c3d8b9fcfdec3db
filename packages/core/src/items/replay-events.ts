import { hasEnded } from "./item.js";
import type { ThreadEventBody } from "./thread-event.js";
import type { TurnView } from "./turn-view.js";

/** The events that a thread would publish for these turns if they happened now, so that a saved thread is displayed like a live one. */
export function* replayEvents(turns: readonly TurnView[]): Generator<ThreadEventBody, void> {
  for (const { items, diff: _diff, ...turn } of turns) {
    yield { type: "turn-started", turn: { ...turn, status: "running" } };
    for (const item of items) {
      yield { type: "item-started", item };
      const ended = hasEnded(item) ? item : { ...item, status: "interrupted" as const };
      yield { type: "item-ended", item: ended };
    }
    const isOver = turn.status !== "running";
    yield { type: "turn-ended", turn: isOver ? turn : { ...turn, status: "interrupted", interruption: "closed" } };
  }
}
