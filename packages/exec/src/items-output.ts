import { wellFormedJson } from "@codex/slices";
import type { ExecOutputWriter } from "./exec-output.js";
import { ThreadJson } from "./thread-json/thread-json.js";

/** One thread, turn or item event a line; the last is `turn.completed` or `turn.failed`. */
export function createItemsOutput(write: (text: string) => void): ExecOutputWriter {
  let json: ThreadJson | undefined;
  return {
    begin({ threadId }) {
      json = new ThreadJson(threadId, (event) => write(`${wellFormedJson(event)}\n`));
    },
    event: (event) => json?.event(event),
    end: ({ error }) => json?.endTurn(error),
  };
}
