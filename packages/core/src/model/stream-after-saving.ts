import type { ModelClient } from "./model-client.js";

/** Wraps a third-party client so that it receives a prompt only after the prompt's content is saved; it need not know `kept`. */
export function streamAfterSaving(client: ModelClient): ModelClient {
  return {
    async *stream(prompt, signal) {
      await prompt.kept?.();
      yield* client.stream(prompt, signal);
    },
  };
}
