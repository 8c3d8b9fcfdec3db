import { environmentValue } from "../../environment.js";
import { readEventStream } from "../http/event-stream.js";
import { requestId } from "../http/http-failure.js";
import { streamDisconnected } from "../http/read-chunks.js";
import type { SsePayload } from "../http/sse.js";
import type { ModelClientOptions, Prompt, ResponseEvent } from "../model-client.js";
import { headerText } from "../provider/endpoint.js";
import { providerLimits } from "../provider/provider-info.js";
import { type ModelRequest, sendRequest } from "../send-request.js";
import { isSignOfLife, ResponsesEventReader } from "./responses-event-reader.js";
import { responsesRequestBody } from "./responses-request.js";
import { readSseFixture, SSE_FIXTURE_VARIABLE } from "./sse-fixture.js";

/** Streams one answer of the Responses API, as specified by `ModelClient`. */
export async function* streamResponses(
  options: ModelClientOptions,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<ResponseEvent, void> {
  const { ResponseItemSchema } = await import("@codex/protocol");
  const reader = new ResponsesEventReader(ResponseItemSchema);
  for await (const payloads of payloadsOf(options, prompt, signal)) {
    for (const payload of payloads) {
      for (const event of reader.read(payload)) {
        yield event;
        if (event.type === "completed") return;
      }
    }
  }
  throw streamDisconnected("stream closed before response.completed");
}

async function* payloadsOf(
  options: ModelClientOptions,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<readonly SsePayload[], void> {
  const fixture = environmentValue(options.env, SSE_FIXTURE_VARIABLE);
  if (fixture !== undefined) {
    yield await readSseFixture(fixture);
    return;
  }
  const reply = await sendRequest(options, responsesRequest(options, prompt), signal);
  const { streamIdleTimeoutMs } = providerLimits(options.provider);
  yield* readEventStream(reply, { idleTimeoutMs: () => streamIdleTimeoutMs, isSignOfLife, signal });
  throw streamDisconnected(`stream closed before response.completed ${requestId(reply)}`.trimEnd());
}

function sessionHeaders({ sessionId, modelFamily }: ModelClientOptions): readonly (readonly [string, string])[] {
  if (modelFamily.isInCatalog !== true) {
    return [
      ["openai-beta", "responses=experimental"],
      ["session_id", sessionId],
    ];
  }
  return [
    ["session-id", sessionId],
    ["thread-id", sessionId],
  ];
}

function responsesRequest(options: ModelClientOptions, prompt: Prompt): ModelRequest {
  return {
    body: (credentials) => responsesRequestBody(options, prompt, credentials),
    headers: (credentials) => [
      ...sessionHeaders(options),
      ["accept", "text/event-stream"],
      ...(credentials?.accountId === undefined ? [] : [["chatgpt-account-id", credentials.accountId] as const]),
      ["originator", headerText(options.originator)],
      ["user-agent", headerText(options.userAgent)],
    ],
    onRetry: prompt.onRetry,
    kept: prompt.kept,
  };
}
