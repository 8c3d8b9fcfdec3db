import { readEventStream } from "../http/event-stream.js";
import { requestId } from "../http/http-failure.js";
import { streamDisconnected } from "../http/read-chunks.js";
import type { ModelClientOptions, Prompt, ResponseEvent } from "../model-client.js";
import { providerLimits } from "../provider/provider-info.js";
import { failedResponse } from "../responses/responses-event.js";
import { sendRequest } from "../send-request.js";
import { ChatAccumulator } from "./chat-accumulator.js";
import { chatRequestBody } from "./chat-request.js";

/** After the model has finished, the usage may come this late; servers that leave the stream open are not waited for. */
const USAGE_WAIT_MS = 1000;

/** Streams one answer of the Chat Completions API. The contract is that of `ModelClient`. */
export async function* streamChatCompletions(
  options: ModelClientOptions,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<ResponseEvent, void> {
  const body = chatRequestBody(options, prompt);
  const headers = [
    ["accept", "text/event-stream"],
    ["user-agent", options.userAgent],
  ] as const;
  const reply = await sendRequest(
    options,
    { body: () => body, headers: () => headers, onRetry: prompt.onRetry },
    signal,
  );
  const answer = new ChatAccumulator();
  const { streamIdleTimeoutMs } = providerLimits(options.provider);
  const idleTimeoutMs = () => (answer.finished ? Math.min(USAGE_WAIT_MS, streamIdleTimeoutMs) : streamIdleTimeoutMs);
  try {
    for await (const payloads of readEventStream(reply, { idleTimeoutMs, signal })) {
      for (const payload of payloads) {
        if (payload !== "[DONE]" && payload["error"]) throw failedResponse(payload["error"]);
        const deltas = answer.add(payload);
        if (options.showRawAgentReasoning) yield* deltas;
      }
      if (answer.done) break;
    }
  } catch (error) {
    if (!answer.finished || signal.aborted) throw error;
  }
  if (!answer.finished && !answer.done) {
    // Differs from codex-rs: it takes an answer that broke off, arguments of calls included, for a whole one.
    throw streamDisconnected(`stream closed before the answer was finished ${requestId(reply)}`.trimEnd());
  }
  yield* answer.finish();
}
