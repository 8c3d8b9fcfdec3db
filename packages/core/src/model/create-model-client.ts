import { streamChatCompletions } from "./chat/chat-client.js";
import type { ModelClient, ModelClientOptions } from "./model-client.js";
import { streamResponses } from "./responses/responses-client.js";

/** The client for the provider's wire API. Connects only when a stream is read. */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const { wire_api: wire } = options.provider;
  switch (wire) {
    case "responses":
      return { stream: (prompt, signal) => streamResponses(options, prompt, signal) };
    case "chat":
      return { stream: (prompt, signal) => streamChatCompletions(options, prompt, signal) };
    default:
      return wire satisfies never;
  }
}
