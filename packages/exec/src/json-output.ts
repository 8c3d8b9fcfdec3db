import type { EventMsg } from "@codex/protocol";
import { configSummary } from "@codex/terminal";
import type { ExecOutputWriter } from "./exec-output.js";

/** Events that a reader of whole messages does not need, or that only this process acts upon. */
const NOT_SHOWN = new Set<EventMsg["type"]>([
  "session_configured",
  "agent_message_delta",
  "agent_reasoning_delta",
  "task_complete",
  "shutdown_complete",
]);

/** One JSON object per line: the configuration, the prompt, then events as `{id, msg}`. */
export function createJsonOutput(write: (text: string) => void): ExecOutputWriter {
  const writeLine = (value: unknown) => write(`${JSON.stringify(value)}\n`);
  return {
    begin({ config, prompt, sessionId }) {
      writeLine({ ...Object.fromEntries(configSummary(config)), session_id: sessionId });
      writeLine({ prompt });
    },
    event(id, msg) {
      if (!NOT_SHOWN.has(msg.type)) writeLine({ id, msg });
    },
    end() {},
  };
}
