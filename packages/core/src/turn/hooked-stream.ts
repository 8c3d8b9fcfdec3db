import { randomUUID } from "node:crypto";
import { errorMessage } from "../error.js";
import type { Prompt, ResponseEvent } from "../model/model-client.js";
import { tokenUsageFrom } from "../model/token-usage.js";
import type { Turn } from "../session/turn.js";
import { runTurnHooks } from "../session/turn-hooks.js";
import { countedStream } from "./counted-stream.js";

interface RequestKind {
  readonly kind: "sampling" | "foreground_compaction";
  /** 1 for the first attempt. */
  readonly attempt: number;
}

type Completed = Extract<ResponseEvent, { type: "completed" }>;

/**
 * Streams a request of the turn and runs the hooks before and after it, which only observe. The request is prepared while its content is
 * still being saved.
 */
export function hookedStream(turn: Turn, prompt: Prompt, request: RequestKind): AsyncIterable<ResponseEvent> {
  const { session, context, running } = turn;
  const { goal } = session;
  const answer = () => context.client.stream({ ...prompt, kept: () => session.kept() }, running.signal);
  const stream = goal === undefined ? answer : () => countedStream(answer(), goal);
  return session.hooks.has("PreModelRequest", "PostModelRequest") ? watched(turn, stream, request) : stream();
}

async function* watched(
  turn: Turn,
  stream: () => AsyncIterable<ResponseEvent>,
  { kind, attempt }: RequestKind,
): AsyncGenerator<ResponseEvent, void> {
  const requestId = randomUUID();
  const input = { thread_id: turn.session.id, request_id: requestId, kind, attempt_number: attempt };
  await runTurnHooks(turn, { event: "PreModelRequest", input, subject: requestId });
  let completed: Completed | undefined;
  let failure: unknown;
  try {
    for await (const event of stream()) {
      if (event.type === "completed") completed = event;
      yield event;
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    const ended = { ...input, ...outcomeFields(completed, failure) };
    turn.session.hooks.runInBackground((signal) =>
      runTurnHooks(turn, { event: "PostModelRequest", input: ended, subject: requestId }, signal),
    );
  }
}

function outcomeFields(completed: Completed | undefined, failure: unknown) {
  return {
    status: completed === undefined ? "failed" : "completed",
    response_id: completed?.responseId ?? null,
    token_usage: completed?.tokenUsage === undefined ? null : usageFields(completed.tokenUsage),
    error: completed === undefined ? errorMessage(failure ?? "the stream ended early") : null,
  };
}

function usageFields(counted: NonNullable<Completed["tokenUsage"]>) {
  const usage = tokenUsageFrom(counted);
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens ?? 0,
    cache_write_input_tokens: 0,
    output_tokens: usage.outputTokens,
    reasoning_output_tokens: usage.reasoningOutputTokens ?? 0,
    total_tokens: usage.totalTokens,
  };
}
