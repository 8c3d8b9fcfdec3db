import type { Ask, ThreadEvent as EngineEvent, UserInput as EngineInput, Thread, TurnInfo } from "@codex/core";
import { createAnswerJudge, createToolFailures, type OutputSchema } from "@codex/exec";
import type { ThreadEvent as ExecEvent, ThreadError } from "@codex/exec/events";
import { ThreadJson, threadErrorFrom, threadErrorOf } from "@codex/exec/thread-json";
import { EventBuffer } from "./event-buffer.js";
import type { ThreadEvent } from "./events.js";
import { sdkEvent } from "./sdk-event.js";

export interface TurnRequest {
  readonly input: readonly EngineInput[];
  /**
   * The schema of the answer. If the answer does not match, the model is asked once more, in a turn that readers see as part of this one.
   */
  readonly outputSchema: OutputSchema | undefined;
  readonly failOnToolError: boolean;
  readonly signal: AbortSignal | undefined;
  readonly ask: Ask | undefined;
}

/** Runs one turn of a thread in this process. Leaving the loop interrupts it. */
export async function* runTurn(thread: Thread, request: TurnRequest): AsyncGenerator<ThreadEvent, void> {
  const { signal, outputSchema, ask } = request;
  const events = new EventBuffer<ExecEvent>();
  const json = new ThreadJson(thread.id, (event) => events.push(event));
  const judge = outputSchema && createAnswerJudge(outputSchema);
  const toolFailures = request.failOnToolError ? createToolFailures() : undefined;
  let starting: Promise<unknown> = Promise.resolve();

  const start = async (input: readonly EngineInput[]): Promise<void> => {
    starting = thread.start(input, { outputSchema: outputSchema?.schema, ask });
    await starting;
    if (signal?.aborted) interrupt();
  };
  const end = (error: ThreadError | undefined): void => {
    json.endTurn(error);
    events.end();
  };
  const onTurnEnded = async (turn: TurnInfo): Promise<void> => {
    const verdict = turn.status === "completed" ? judge?.(turn.finalMessage) : undefined;
    if (verdict?.type !== "ask-again")
      return end(verdict?.type === "mismatch" ? verdict.error : (threadErrorOf(turn) ?? toolFailures?.error));
    json.event(verdict.notice);
    await start([{ type: "text", text: verdict.request }]);
  };
  const onEvent = (event: EngineEvent): void => {
    json.event(event);
    toolFailures?.note(event);
    if (event.type === "turn-ended") onTurnEnded(event.turn).catch((error) => end(threadErrorFrom(error)));
    if (event.type === "closed") events.end();
  };
  const interrupt = (): void => void thread.interrupt().catch(() => {});

  using _subscription = thread.subscribe({ onEvent });
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    await start(request.input);
    for await (const event of events) {
      if (event.type === "error" || event.type === "turn.failed") signal?.throwIfAborted();
      yield sdkEvent(event);
    }
  } finally {
    signal?.removeEventListener("abort", interrupt);
    // The reader may leave while the turn that asks once more still starts; an interrupt would come before it, or hit the turn after it.
    await starting.catch(() => {});
    if (thread.activeTurn !== undefined && !thread.isClosed) await thread.interrupt();
  }
}
