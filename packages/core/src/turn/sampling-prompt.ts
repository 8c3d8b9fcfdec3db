import type { ResponseItem } from "@codex/protocol";
import { renderCarriedContext } from "../history/carried-context.js";
import { modelInput } from "../history/model-input.js";
import type { Prompt } from "../model/model-client.js";
import type { Turn } from "../session/turn.js";
import { offeredTools } from "../tools/registry.js";

/** The user is told about a wait for the model's server if it is at least this long. */
const LONG_WAIT_MS = 5000;

/** The prompt of a request of the turn with this transcript. */
export function samplingPrompt(turn: Turn, items: readonly ResponseItem[]): Prompt {
  const { session, running, outputSchema, aside } = turn;
  return {
    input: modelInput(turn.context, items),
    tools: offeredTools(turn),
    store: !session.config.disableResponseStorage,
    baseInstructionsOverride: aside?.instructions ?? session.config.baseInstructions,
    additionalInstructions: aside === undefined && session.carried ? renderCarriedContext(session.carried) : undefined,
    onRetry: ({ error, delayMs, attempt, maxAttempts }) => {
      if (delayMs < LONG_WAIT_MS) return;
      const seconds = Math.ceil(delayMs / 1000);
      running.notice({
        level: "warning",
        code: "request-retry",
        message: `${error.message}; trying again in ${seconds} s`,
        retry: { attempt, maxAttempts, delayMs, error: { code: error.code, message: error.message } },
      });
    },
    outputSchema,
  };
}
