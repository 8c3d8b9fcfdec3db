import { EventAdapter } from "@codex/conversation-wire";
import type { EventMsg } from "@codex/protocol";
import { wellFormedJson } from "@codex/slices";
import { configSummary } from "@codex/terminal";
import type { ExecOutputWriter } from "./exec-output.js";

/** Events that readers of complete messages do not need, or that only this process handles. */
const NOT_SHOWN = new Set<EventMsg["type"]>([
  "session_configured",
  "agent_message_delta",
  "agent_reasoning_delta",
  "task_complete",
  "shutdown_complete",
]);

/** The lines of August 2025: the configuration, the prompt, then events as `{id, msg}`. */
export function createEventsOutput(write: (text: string) => void): ExecOutputWriter {
  const adapter = new EventAdapter();
  let turns = 0;
  const writeLine = (value: object) => write(`${wellFormedJson(value)}\n`);
  return {
    begin({ config, prompt, threadId, isSaved }) {
      writeLine({ ...Object.fromEntries(configSummary(config)), ...(isSaved ? { session_id: threadId } : {}) });
      writeLine({ prompt });
    },
    event(event) {
      if (event.type === "turn-started") adapter.name(event.turn.id, String(turns++));
      if (event.type === "turn-ended" && event.turn.status === "failed") return;
      adapter.translate(event, ({ id, msg }) => {
        if (!NOT_SHOWN.has(msg.type)) writeLine({ id, msg });
      });
    },
    end({ status, error }) {
      if (error === undefined || status === "interrupted") return;
      writeLine({ id: status === "failed" ? String(turns - 1) : "", msg: { type: "error", message: error.message } });
    },
  };
}
