import { readEventStream } from "./event-stream.js";
import { requestId } from "./http-failure.js";
import type { ModelClientOptions, Prompt, ResponseEvent } from "./model-client.js";
import { providerLimits } from "./provider-info.js";
import { streamDisconnected } from "./read-chunks.js";
import { createResponsesEventReader } from "./responses-event.js";
import { responsesRequestBody } from "./responses-request.js";
import { sendRequest } from "./send-request.js";

/** Streams one answer of the Responses API. The contract is that of `ModelClient`. */
export async function* streamResponses(
  options: ModelClientOptions,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<ResponseEvent, void> {
  const readEvent = await createResponsesEventReader();
  const reply = await sendRequest(
    options,
    {
      body: (credentials) => responsesRequestBody(options, prompt, credentials),
      headers: (credentials) => [
        ["openai-beta", "responses=experimental"],
        ["session_id", options.sessionId],
        ["accept", "text/event-stream"],
        ...(credentials?.accountId === undefined ? [] : [["chatgpt-account-id", credentials.accountId] as const]),
        ["originator", options.originator],
        ["user-agent", options.userAgent],
      ],
    },
    signal,
  );
  const { streamIdleTimeoutMs } = providerLimits(options.provider);
  for await (const payloads of readEventStream(reply, { idleTimeoutMs: () => streamIdleTimeoutMs, signal })) {
    for (const payload of payloads) {
      const event = readEvent(payload);
      if (event === undefined) continue;
      yield event;
      if (event.type === "completed") return;
    }
  }
  throw streamDisconnected(`stream closed before response.completed ${requestId(reply)}`.trimEnd());
}
