import type { ModelClient } from "./model-client.js";

/** A client of somebody else's, which hears of a prompt only when what that says is saved: it need not know of `kept`. */
export function askedWhenKept(client: ModelClient): ModelClient {
  return {
    async *stream(prompt, signal) {
      await prompt.kept?.();
      yield* client.stream(prompt, signal);
    },
  };
}
