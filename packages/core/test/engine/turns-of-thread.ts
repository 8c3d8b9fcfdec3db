import type { Answer, Ask, Question } from "../../src/items/question.js";
import type { ThreadEvent } from "../../src/items/thread-event.js";
import { EMPTY_THREAD, foldThreadEvent, type ThreadView } from "../../src/items/thread-view.js";
import type { Thread } from "../../src/thread/thread.js";

export interface TurnOptions {
  readonly ask?: Ask | undefined;
  readonly onEvent?: (event: ThreadEvent) => void;
}

/** Runs a turn for each text, one after the other; returns the view of what they reported. */
export async function turnsOf(
  thread: Thread,
  texts: readonly string[],
  { ask, onEvent }: TurnOptions = {},
): Promise<ThreadView> {
  let view = EMPTY_THREAD;
  let ended = Promise.withResolvers<void>();
  using _events = thread.observe({
    onEvent: (event) => {
      view = foldThreadEvent(view, event);
      if (event.type === "turn-ended") ended.resolve();
      onEvent?.(event);
    },
  });
  for (const text of texts) {
    ended = Promise.withResolvers<void>();
    await thread.start([{ type: "text", text }], { ask });
    await ended.promise;
  }
  return view;
}

/** Answers every question alike, and collects the questions in `asked`. */
export const answering =
  (answer: Answer, asked: Question[] = []): Ask =>
  async (question) => {
    asked.push(question);
    return answer;
  };
