import type { InputItem, ResponseItem } from "@codex/protocol";
import { TurnDiffTracker } from "../diff/turn-diff-tracker.js";
import { CodexError } from "../error.js";
import { createChildEnvironment } from "../exec/exec-environment.js";
import { runNotifier } from "../notify/run-notifier.js";
import type { Session } from "../session/session.js";
import type { TaskContext } from "../session/task-runner.js";
import type { Turn } from "../session/turn.js";
import type { TurnContext } from "../session/turn-context.js";
import { userMessageItems } from "../skills/thread-skills.js";
import { compactIfNeeded, compactWithinTask } from "./compact.js";
import { runSampling, type SamplingResult } from "./run-sampling.js";

/**
 * Answers one user input: asks the model, runs the tools that it calls, gives their outputs back, until it only talks.
 * Input that arrives meanwhile joins before the next request. Ends with `task_complete`, after an `error` too.
 */
export async function runTask(
  session: Session,
  context: TurnContext,
  task: TaskContext,
  input: readonly InputItem[],
): Promise<void> {
  if (input.length === 0) return;
  const turn: Turn = { session, context, task, diff: new TurnDiffTracker(context.cwd) };
  session.lastFailure = undefined;
  task.emit({ type: "task_started", model_context_window: context.contextWindow });
  await session.record(await userMessageItems(session.config, input));

  let lastMessage: string | undefined;
  try {
    lastMessage = await converse(turn, input);
  } catch (error) {
    if (task.signal.aborted) return;
    session.lastFailure = error instanceof CodexError ? error : undefined;
    task.emit({ type: "error", message: messageOf(error) });
  }
  await tellOfChangedInstructions(turn);
  task.finish();
  task.emit({ type: "task_complete", last_agent_message: lastMessage });
}

async function converse(turn: Turn, input: readonly InputItem[]): Promise<string | undefined> {
  const { session, task } = turn;
  for (;;) {
    await compactIfNeeded(turn);
    const pending = session.takePendingInput();
    await session.record(pending);
    // Parity: codex-rs/core/src/codex.rs sends input that joins a running turn twice, as history and as new.
    const { items, calledTools } = await sampleWithinWindow(turn, () => [...session.history.items, ...pending]);
    if (task.signal.aborted) throw new CodexError("interrupted", "the turn was interrupted");
    // Input that came while the model answered is answered in this task too, not left for the next one.
    if (calledTools || session.hasPendingInput) continue;
    const lastMessage = lastAssistantMessage(items);
    notifyTurnComplete(turn, input, lastMessage);
    return lastMessage;
  }
}

/** Asks the model; when the conversation has outgrown its window, compacts it and asks once more. */
async function sampleWithinWindow(turn: Turn, prompt: () => ResponseItem[]): Promise<SamplingResult> {
  try {
    return await runSampling(turn, prompt());
  } catch (error) {
    if (!(error instanceof CodexError) || error.code !== "context-window-exceeded") throw error;
    // Where the user's own words are all there is, a summary cannot make them fit.
    if (!turn.session.history.items.some(isFromModel)) throw error;
    const outcome = await compactWithinTask(turn.session, turn.context, turn.task);
    if (outcome.type === "kept") throw error;
    return runSampling(turn, turn.session.history.items);
  }
}

function isFromModel(item: ResponseItem): boolean {
  return item.type !== "message" || item.role === "assistant";
}

function notifyTurnComplete(
  { session, task, context }: Turn,
  input: readonly InputItem[],
  lastMessage: string | undefined,
): void {
  const { notify, env, shellEnvironmentPolicy } = session.config;
  if (notify === undefined) return;
  const notifier = { command: notify, cwd: context.cwd, env: createChildEnvironment(shellEnvironmentPolicy, env) };
  void runNotifier(notifier, {
    type: "agent-turn-complete",
    "turn-id": task.submissionId,
    "input-messages": input.flatMap((item) => (item.type === "text" ? [item.text] : [])),
    "last-assistant-message": lastMessage ?? null,
  }).then((failure) => {
    if (failure !== undefined) session.publish(task.submissionId, { type: "background_event", message: failure });
  });
}

/** A text that later sessions would obey must not come in unseen. */
async function tellOfChangedInstructions({ session, task }: Turn): Promise<void> {
  const changed = await session.instructionFiles.takeChanged();
  if (changed.length === 0) return;
  const message = `${changed.join(", ")} ${changed.length === 1 ? "has" : "have"} changed. Later sessions will follow what it says now, this one does not: read it first`;
  task.emit({ type: "background_event", message });
}

function lastAssistantMessage(items: readonly ResponseItem[]): string | undefined {
  const message = items.findLast((item) => item.type === "message" && item.role === "assistant");
  if (message?.type !== "message") return undefined;
  const text = message.content.findLast((part) => part.type === "output_text");
  return text?.type === "output_text" ? text.text : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
