import { isJsonObject } from "../../json.js";
import { excerpt } from "../excerpt.js";
import { failedResponse } from "../failed-response.js";
import { readEventStream } from "../http/event-stream.js";
import { requestId } from "../http/http-failure.js";
import { streamDisconnected } from "../http/read-chunks.js";
import type { SsePayload } from "../http/sse.js";
import { endsWithResult, type ModelClientOptions, type Prompt, type ResponseEvent } from "../model-client.js";
import { headerText } from "../provider/endpoint.js";
import { providerLimits } from "../provider/provider-info.js";
import { sendRequest } from "../send-request.js";
import { ChatAccumulator, isSignOfLife } from "./chat-accumulator.js";
import { chatRequestBody } from "./chat-request.js";

/** How long to wait for the usage after the model has finished; some servers leave the stream open. */
const USAGE_WAIT_MS = 1000;

/** Streams one answer of the Chat Completions API, as specified by `ModelClient`. */
export async function* streamChatCompletions(
  options: ModelClientOptions,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<ResponseEvent, void> {
  const body = chatRequestBody(options, prompt);
  const headers = [
    ["accept", "text/event-stream"],
    ["user-agent", headerText(options.userAgent)],
  ] as const;
  const reply = await sendRequest(
    options,
    { body: () => body, headers: () => headers, onRetry: prompt.onRetry, kept: prompt.kept },
    signal,
  );
  const answer = new ChatAccumulator();
  const { streamIdleTimeoutMs } = providerLimits(options.provider);
  const idleTimeoutMs = () => (answer.finished ? Math.min(USAGE_WAIT_MS, streamIdleTimeoutMs) : streamIdleTimeoutMs);
  let odd: SsePayload | undefined;
  try {
    for await (const payloads of readEventStream(reply, { idleTimeoutMs, isSignOfLife, signal })) {
      for (const payload of payloads) {
        const error = payload === "[DONE]" ? undefined : errorOf(payload);
        if (error !== undefined) throw failedResponse(error);
        if (!isChunk(payload)) odd = payload;
        const deltas = answer.add(payload);
        if (options.showRawAgentReasoning) yield* deltas;
      }
      if (answer.done) break;
    }
  } catch (error) {
    if (!answer.finished || signal.aborted) throw error;
  }
  if (!answer.finished && !answer.done) {
    // Differs from codex-rs, which treats an interrupted answer, including call arguments, as complete.
    const sent = odd === undefined ? "" : `; the server sent ${excerpt(odd)}`;
    throw streamDisconnected(`stream closed before the answer was finished${sent} ${requestId(reply)}`.trimEnd());
  }
  yield* answer.finish({ mayBeEmpty: endsWithResult(prompt) });
}

/** Whether it may be part of an answer; anything else probably says why there is none. */
function isChunk(payload: SsePayload): boolean {
  return payload === "[DONE]" || Array.isArray(payload["choices"]) || isJsonObject(payload["usage"]);
}

/** Servers that fail after a success status report that in many forms. */
function errorOf(payload: Readonly<Record<string, unknown>>): unknown {
  if (payload["error"]) return payload["error"];
  const choice: unknown = Array.isArray(payload["choices"]) ? payload["choices"][0] : undefined;
  if (isJsonObject(choice) && choice["error"]) return choice["error"];
  if ("choices" in payload) return undefined;
  const isError =
    payload["object"] === "error" || payload["type"] === "error" || typeof payload["message"] === "string";
  return isError ? payload : (payload["detail"] ?? undefined);
}
