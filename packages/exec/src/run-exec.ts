import {
  CodexError,
  type CodexErrorCode,
  type Config,
  type ReviewTarget,
  type SettingsChange,
  type ThreadEvent,
  type TurnInfo,
  type UserInput,
} from "@codex/core";
import { createAnswerJudge } from "./answer-judge.js";
import type { ExecOutcome, ExecOutputWriter } from "./exec-output.js";
import type { ExecThread, ExecThreads } from "./exec-thread.js";
import type { OutputSchema } from "./output-schema.js";
import { threadErrorFrom, threadErrorOf } from "./thread-json/thread-error.js";
import { createToolFailures, type ToolFailures } from "./tool-failures.js";

export interface RunExecOptions {
  /** Creates the thread: in this process, or elsewhere. */
  readonly manager: ExecThreads;
  readonly config: Config;
  readonly prompt: string;
  /** Runs a review instead; the prompt only describes it. */
  readonly review?: ReviewTarget | undefined;
  /** Absolute paths of images that go with the prompt. */
  readonly images: readonly string[];
  readonly output: ExecOutputWriter;
  /** Aborting interrupts the turn. */
  readonly signal: AbortSignal;
  /** Asks for a plan and changes nothing. */
  readonly plansOnly?: boolean | undefined;
  /** Saves no rollout. */
  readonly ephemeral?: boolean | undefined;
  /** Continues the session saved in this file. */
  readonly resumePath?: string | undefined;
  /** Whether that session is a new copy of another one; reported to its start hooks. */
  readonly isFork?: boolean | undefined;
  /** The purpose of a new session, recorded in its rollout. */
  readonly threadSource?: string | undefined;
  /** The schema of the final message. If the message does not match, the model is asked once more. */
  readonly outputSchema?: OutputSchema | undefined;
  /** Whether the run fails, once its turn is done, if any tool call failed. */
  readonly failOnToolError?: boolean | undefined;
}

/** Runs one prompt until it is done, without asking anybody. Settles when everything it started has ended. */
export async function runExec(options: RunExecOptions): Promise<ExecOutcome> {
  const { manager, config, prompt, output, signal, ephemeral, resumePath, isFork, threadSource } = options;
  const origin = { source: "exec", originator: config.responsesOriginator, threadSource };
  await using thread = await manager.newThread(config, { ephemeral, resumePath, isFork, ...origin });
  output.begin({ config, prompt, threadId: thread.id, isSaved: thread.rolloutPath !== undefined });
  using watch = watchThread(thread, output);
  // A thread elsewhere may be unreachable, so its end is not awaited.
  const unstoppable = Promise.withResolvers<ExecOutcome>();
  const interrupt = () => void thread.interrupt().catch((error) => unstoppable.resolve(failed(error)));
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    const first = runTurn(watch, inputOf(prompt, options.images), options);
    if (signal.aborted) interrupt();
    const run = first.then((outcome) => meetSchema(watch, outcome, options));
    const ended = await Promise.race([run, unstoppable.promise]);
    const outcome = options.failOnToolError === true ? judgeTools(ended, watch.toolFailures) : ended;
    output.end(outcome);
    return outcome;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

function inputOf(prompt: string, images: readonly string[]): UserInput[] {
  return [...images.map((path): UserInput => ({ type: "local-image", path })), { type: "text", text: prompt }];
}

interface ThreadWatch extends Disposable {
  readonly thread: ExecThread;
  /** Settles with the next turn that ends; undefined if the thread ends first. */
  nextTurn(): Promise<TurnInfo | undefined>;
  /** Why none of the commands could run. */
  readonly failure: CodexErrorCode | undefined;
  readonly toolFailures: ToolFailures;
}

/** Shows the thread's events, and notes what decides the outcome. */
function watchThread(thread: ExecThread, output: ExecOutputWriter): ThreadWatch {
  let failure: CodexErrorCode | undefined;
  let next = Promise.withResolvers<TurnInfo | undefined>();
  const toolFailures = createToolFailures();
  const onEvent = (event: ThreadEvent) => {
    output.event(event);
    toolFailures.note(event);
    if (event.type === "item-ended" && lackedSandbox(event.item, thread)) failure = "sandbox-unavailable";
    if (event.type === "turn-ended") next.resolve(event.turn);
    if (event.type === "closed") next.resolve(undefined);
  };
  const subscription = thread.subscribe({ onEvent });
  return {
    thread,
    nextTurn() {
      next = Promise.withResolvers();
      return next.promise;
    },
    get failure() {
      return failure;
    },
    toolFailures,
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

/** With full access, a command that failed for lack of a sandbox is run again without one. */
function lackedSandbox(item: Extract<ThreadEvent, { type: "item-ended" }>["item"], { settings }: ExecThread): boolean {
  if (item.kind !== "command" || settings.sandboxPolicy.mode === "danger-full-access") return false;
  return item.failure?.code === "sandbox-unavailable";
}

/** Runs one turn and follows it to its end. */
async function runTurn(
  watch: ThreadWatch,
  input: readonly UserInput[],
  options: Pick<RunExecOptions, "config" | "outputSchema" | "review" | "plansOnly">,
): Promise<ExecOutcome> {
  const { outputSchema, review } = options;
  const ended = watch.nextTurn();
  try {
    const settings = settingsOf(options);
    if (review === undefined) await watch.thread.start(input, { settings, outputSchema: outputSchema?.schema });
    else await watch.thread.review(review);
  } catch (error) {
    return failed(error);
  }
  return outcomeOf(await ended, watch.failure);
}

function settingsOf({ config, plansOnly }: Pick<RunExecOptions, "config" | "plansOnly">): SettingsChange | undefined {
  return plansOnly === true ? { mode: { kind: "plan" }, effort: config.planModeReasoningEffort } : undefined;
}

function failed(error: unknown): ExecOutcome {
  const failure = error instanceof CodexError ? error.code : "internal";
  return { status: "failed", lastMessage: undefined, failure, error: threadErrorFrom(error) };
}

function outcomeOf(turn: TurnInfo | undefined, failure: CodexErrorCode | undefined): ExecOutcome {
  if (turn === undefined || turn.status === "running") {
    const error = { message: "the thread ended before its turn", code: "internal" } as const;
    return { status: "failed", lastMessage: undefined, failure, error };
  }
  const { status, error, finalMessage } = turn;
  if (status === "interrupted") {
    return { status, lastMessage: undefined, failure: undefined, error: threadErrorOf(turn) };
  }
  return { status, lastMessage: finalMessage, failure: error?.code ?? failure, error: threadErrorOf(turn) };
}

/** Asks until the final message matches the schema, or the model has used its second chance. */
async function meetSchema(watch: ThreadWatch, first: ExecOutcome, options: RunExecOptions): Promise<ExecOutcome> {
  const { outputSchema, output } = options;
  if (outputSchema === undefined) return first;
  const judge = createAnswerJudge(outputSchema);
  let outcome = first;
  while (outcome.status === "completed") {
    const verdict = judge(outcome.lastMessage);
    if (verdict.type === "fits") return { ...outcome, lastMessage: verdict.json };
    if (verdict.type === "mismatch") return { ...outcome, status: "schema-mismatch", error: verdict.error };
    output.event(verdict.notice);
    outcome = await runTurn(watch, inputOf(verdict.request, []), { ...options, review: undefined });
  }
  return outcome;
}

function judgeTools(outcome: ExecOutcome, { error }: ToolFailures): ExecOutcome {
  return outcome.status !== "completed" || error === undefined ? outcome : { ...outcome, status: "tool-failed", error };
}
