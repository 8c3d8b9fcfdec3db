import type { ResponseItem } from "@codex/protocol";
import { expandHome } from "../environment.js";
import { CodexError } from "../error.js";
import { createChildEnvironment } from "../exec/exec-environment.js";
import { goalTurnMessage } from "../goals/goal-messages.js";
import type { Goal } from "../items/goal.js";
import type { UserInput } from "../items/user-input.js";
import { lastAssistantMessage } from "../model/last-message.js";
import { runNotifier } from "../notify/run-notifier.js";
import { modeItems } from "../session/collaboration-mode.js";
import type { Turn } from "../session/turn.js";
import { agentType, hookPromptItem, runTurnHooks } from "../session/turn-hooks.js";
import { changedSkills } from "./changed-skills.js";
import { compactIfNeeded, compactWithinTurn } from "./compact.js";
import { withoutPlanTags } from "./plan-text.js";
import { runSampling, type SamplingResult } from "./run-sampling.js";
import { startSession } from "./session-start.js";
import { canAnnounceAtOnce, submitInputs } from "./submit-input.js";
import { isOfModel } from "./unanswered-items.js";

/**
 * Answers the waiting input: asks the model, runs the tools that it calls, returns their outputs to it, until it calls none. Input that
 * arrives meanwhile joins before the next request. Returns the model's last message. When the turn is announced, its input is in the
 * rollout.
 */
export async function runTurn(turn: Turn): Promise<string | undefined> {
  const { session, running } = turn;
  return warnOfChangedInstructionsAfter(turn, async () => {
    if (!canAnnounceAtOnce(turn)) {
      await session.inputs.keep();
      running.announce();
    }
    if (!(await startSession(turn))) {
      session.inputs.take(session.inputs.waiting);
      return undefined;
    }
    const [submitted, skills] = await Promise.all([submitInputs(turn, session.inputs.waiting), changedSkills(session)]);
    if (submitted === undefined) return undefined;
    const mode = modeItems(turn.context.mode, session.history.developerMessages);
    // The first request is prepared while the input is being saved, and sent once it is.
    const [saved, answered] = await Promise.allSettled([
      session
        .record([...session.pendingItems.take(), ...mode, ...skills, ...submitted.items])
        .then(() => running.announce()),
      answer(turn, submitted.input),
    ]);
    if (saved.status === "rejected") throw saved.reason;
    if (answered.status === "rejected") throw answered.reason;
    return answered.value;
  });
}

/** Continues from the end of the transcript: the input, and possibly some steps, of a turn that broke off elsewhere. */
export async function continueTurn(turn: Turn): Promise<string | undefined> {
  return warnOfChangedInstructionsAfter(turn, async () => ((await startSession(turn)) ? answer(turn, []) : undefined));
}

/** Continues working on the thread's goal, without new input. */
export async function runGoalTurn(turn: Turn, goal: Goal): Promise<string | undefined> {
  return warnOfChangedInstructionsAfter(turn, async () => {
    if (!(await startSession(turn))) return undefined;
    const { session, context } = turn;
    await session.record([...modeItems(context.mode, session.history.developerMessages), goalTurnMessage(goal)]);
    return answer(turn, []);
  });
}

async function answer(turn: Turn, input: readonly UserInput[]): Promise<string | undefined> {
  const message = await sampleUntilDone(turn, input);
  return message !== undefined && turn.context.mode.kind === "plan" ? withoutPlanTags(message) : message;
}

/** The agent's loop: one request after the other, until the model calls no more tools and nothing else keeps the turn going. */
async function sampleUntilDone(turn: Turn, input: readonly UserInput[]): Promise<string | undefined> {
  const { session, running } = turn;
  let wasStopped = false;
  for (;;) {
    await compactIfNeeded(turn);
    if (!(await startSession(turn))) return undefined;
    const { items, calledTools } = await sampleWithinWindow(turn, await takeNewItems(turn));
    running.throwIfInterrupted();
    // Input that arrived while the model was answering belongs to this turn, not to the next one.
    if (calledTools || session.inputs.ready.length > 0) continue;
    const lastMessage = lastAssistantMessage(items);
    if (await isHeldByStopHook(turn, { lastMessage, wasStopped })) {
      wasStopped = true;
      continue;
    }
    await notifyTurnComplete(turn, input, lastMessage);
    return lastMessage;
  }
}

/** Adds what has arrived to the transcript. Returns what goes into the next request a second time, after the transcript. */
async function takeNewItems(turn: Turn): Promise<readonly ResponseItem[]> {
  const { session, context } = turn;
  // Parity: codex-rs/core/src/codex.rs of August 2025 sends input that joins a running turn twice, as history and as new, and starts a
  // group of lines in its file before each request, even without input. Models from a catalogue are asked as 0.171 does it.
  const { items: added = [] } = (await submitInputs(turn, session.inputs.ready)) ?? {};
  await session.record([...session.pendingItems.take(), ...added]);
  return context.modelFamily.isInCatalog === true ? [] : added;
}

/** Runs the hooks for the end of the turn. Hooks that block it tell the model what remains to be done. */
async function isHeldByStopHook(
  turn: Turn,
  { lastMessage, wasStopped }: { readonly lastMessage: string | undefined; readonly wasStopped: boolean },
): Promise<boolean> {
  const input = { stop_hook_active: wasStopped, last_assistant_message: lastMessage ?? null };
  const { session } = turn;
  const { stopped, blocked } = await runTurnHooks(
    turn,
    session.agentPlace === undefined
      ? { event: "Stop", input }
      : { event: "SubagentStop", names: [agentType(session)], input },
  );
  if (stopped !== undefined || blocked.length === 0) return false;
  turn.running.finishedItem("hook-prompt", {
    fragments: blocked.map(({ runId, reason }) => ({ runId, text: reason })),
  });
  await session.record([hookPromptItem(blocked)]);
  return true;
}

/** Asks the model. If the conversation does not fit the context window, compacts it and asks once more. */
async function sampleWithinWindow(turn: Turn, again: readonly ResponseItem[]): Promise<SamplingResult> {
  try {
    return await runSampling(turn, [...turn.session.history.items, ...again]);
  } catch (error) {
    if (!(error instanceof CodexError) || error.code !== "context-window-exceeded") throw error;
    // If there is nothing but the user's own words, a summary cannot make them fit.
    if (!turn.session.history.items.some(isOfModel)) throw error;
    const outcome = await compactWithinTurn(turn);
    if (outcome.type === "kept") throw stillTooLong(error, outcome.reason);
    return runSampling(turn, turn.session.history.items);
  }
}

/** The error of a request that did not fit, which also says why the conversation could not be shortened. */
function stillTooLong(error: CodexError, reason: string): CodexError {
  const { code, message, status, serverCode } = error;
  const why = reason === message ? "even the request for a summary is too long" : reason;
  const text = `${message.replace(/\.?$/, ".")} Compacting the conversation failed: ${why}`;
  return new CodexError(code, text, { cause: error, ...(status && { status }), ...(serverCode && { serverCode }) });
}

/** Settles when the program has started or its failure has been reported: after the end of the turn, nobody may be listening any more. */
async function notifyTurnComplete(
  { session, running, context }: Turn,
  input: readonly UserInput[],
  lastMessage: string | undefined,
): Promise<void> {
  const { notify, env, shellEnvironmentPolicy } = session.config;
  if (notify === undefined) return;
  const [program = "", ...args] = notify;
  const notifier = {
    command: [expandHome(program, env), ...args],
    cwd: context.cwd,
    env: createChildEnvironment(shellEnvironmentPolicy, env),
  };
  const failure = await runNotifier(notifier, {
    type: "agent-turn-complete",
    "thread-id": session.id,
    "turn-id": running.id,
    cwd: context.cwd,
    client: session.config.responsesOriginator,
    "input-messages": input.flatMap((item) => (item.type === "text" ? [item.text] : [])),
    "last-assistant-message": lastMessage ?? null,
  });
  if (failure !== undefined) running.notice({ level: "warning", code: "notifier-failed", message: failure });
}

/** A change to instructions that later sessions will obey must not go unnoticed. */
async function warnOfChangedInstructionsAfter(
  turn: Turn,
  body: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await body();
  } finally {
    warnOfChangedInstructions(turn);
  }
}

function warnOfChangedInstructions({ session, running }: Turn): void {
  if (running.signal.aborted) return;
  const changed = session.instructionFiles.takeChanged();
  if (changed.length === 0) return;
  const message = `${changed.join(", ")} ${changed.length === 1 ? "has" : "have"} changed. Later sessions will follow what it says now, this one does not: read it first`;
  running.notice({ level: "warning", code: "instructions-changed", message });
}
