import type { HookEntry } from "../items/item.js";
import type { Hook, HookSource } from "./hook.js";
import { type HookAnswer, readHookAnswer } from "./hook-answer.js";
import { type HookEvent, kebabCase } from "./hook-event.js";
import { hookMatches } from "./match-hook.js";
import { runHookCommand } from "./run-hook-command.js";

/** An event that hooks may react to. */
export interface HookOccurrence {
  readonly event: HookEvent;
  /** What matchers are tested against: the tool's names, the source, the trigger or the role. */
  readonly names: readonly string[];
  /** The object on the hook's stdin, without `hook_event_name`. Field names as in codex 0.171.0. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The call or request that the event concerns; part of the run's id. */
  readonly subject?: string | undefined;
}

/** One run of one hook, for display. */
export interface HookRun {
  readonly id: string;
  readonly event: HookEvent;
  readonly command: string;
  readonly source: HookSource;
  readonly sourcePath: string;
  readonly displayOrder: number;
  readonly statusMessage: string | undefined;
  readonly status: "running" | HookAnswer["status"];
  readonly entries: readonly HookEntry[];
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly completedAt?: number;
}

export interface HookRuntime {
  /** The user's shell. */
  readonly shell: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called when a run starts and when it has ended; not called for background hooks. */
  readonly onRun: (run: HookRun) => void;
  /** Shortens text for the model; the limit is in tokens. */
  readonly shorten: (text: string, limit?: number) => Promise<string>;
  /** Accepts runs that nobody waits for; the signal ends them. */
  readonly runInBackground: (run: (signal: AbortSignal) => Promise<unknown>) => void;
  /** Receives the text that such a run adds for the model. */
  readonly onLateContext: (context: string) => void;
}

/** The combined outcome of all hooks of an event, each part in the order of the configuration. */
export interface HookOutcome {
  readonly contexts: readonly string[];
  /** The reasons of blocking hooks, with the run that each belongs to. */
  readonly blocked: readonly { readonly runId: string; readonly reason: string }[];
  /** Why a hook stopped the action; takes priority over a block. */
  readonly stopped: string | undefined;
  /** The reasons of all hooks that blocked or stopped. */
  readonly objections: readonly string[];
  readonly updatedInput: unknown;
  /** A hook allowed the action without asking, and none denied it. */
  readonly allows: boolean;
}

export const NO_HOOKS: HookOutcome = {
  contexts: [],
  blocked: [],
  stopped: undefined,
  objections: [],
  updatedInput: undefined,
  allows: false,
};

/** The hooks that may run: managed ones, and those that the user has trusted and not disabled. */
export function runnableHooks(hooks: readonly Hook[], options: { readonly bypassTrust: boolean }): readonly Hook[] {
  const runs = (trust: Hook["trust"]) =>
    trust === "managed" || trust === "trusted" || (options.bypassTrust && trust === "untrusted");
  return hooks.filter(({ enabled, trust, handler }) => enabled && handler.type === "command" && runs(trust));
}

/** Runs all matching hooks in parallel and combines their answers. An abort ends them, and they then decide nothing. */
export async function runHooks(
  hooks: readonly Hook[],
  occurrence: HookOccurrence,
  runtime: HookRuntime,
  signal: AbortSignal,
): Promise<HookOutcome> {
  const fitting = hooks.filter(
    ({ event, matcher }) => event === occurrence.event && hookMatches(matcher, occurrence.names) === true,
  );
  if (fitting.length === 0) return NO_HOOKS;
  const stdin = JSON.stringify({ ...occurrence.input, hook_event_name: occurrence.event });
  const runs = await Promise.all(fitting.map((hook) => runOne(hook, { ...occurrence, stdin }, runtime, signal)));
  const ended = runs.filter((run) => run !== undefined);
  for (const { run } of ended) runtime.onRun(run);
  return together(ended.map(({ answer, run }) => ({ ...answer, runId: run.id })));
}

type Answered = HookAnswer & { readonly runId: string };

/** Reports only the start of a run: ends are reported in the order of the configuration, whichever hook finishes first. */
async function runOne(
  hook: Hook,
  { event, subject, stdin }: HookOccurrence & { readonly stdin: string },
  runtime: HookRuntime,
  signal: AbortSignal,
): Promise<{ readonly answer: HookAnswer; readonly run: HookRun } | undefined> {
  const { handler, timeout } = hook;
  if (handler.type !== "command") return undefined;
  const { shell, cwd, env } = runtime;
  const { command } = handler;
  const hookCommand = { command, shell, cwd, env, stdin, timeout };
  if (handler.async) {
    runtime.runInBackground(async (background) => {
      const answer = readHookAnswer(event, await runHookCommand(hookCommand, background));
      // It comes too late to decide anything.
      const context = await shortened(answer, handler, runtime);
      if (context !== undefined) runtime.onLateContext(context);
    });
    return undefined;
  }
  const exit = runHookCommand(hookCommand, signal);
  const { source, sourcePath, displayOrder, statusMessage } = hook;
  const runId = [kebabCase(event), displayOrder, sourcePath, ...(subject === undefined ? [] : [subject])].join(":");
  const run = { id: runId, event, command, source, sourcePath, displayOrder, statusMessage, startedAt: Date.now() };
  runtime.onRun({ ...run, status: "running", entries: [] });
  const answer = readHookAnswer(event, await exit);
  const context = await shortened(answer, handler, runtime);
  return {
    answer: { ...answer, ...(context !== undefined && { context }) },
    run: { ...run, status: answer.status, entries: answer.entries, completedAt: Date.now() },
  };
}

async function shortened(
  { context }: HookAnswer,
  { contextLimit }: Extract<Hook["handler"], { type: "command" }>,
  { shorten }: HookRuntime,
): Promise<string | undefined> {
  return context === undefined ? undefined : shorten(context, contextLimit);
}

function together(answers: readonly Answered[]): HookOutcome {
  const blocked = answers.flatMap(({ status, reason, runId }) =>
    status === "blocked" && reason !== undefined ? [{ runId, reason }] : [],
  );
  return {
    contexts: answers.flatMap(({ context }) => (context === undefined ? [] : [context])),
    blocked,
    stopped: answers.find(({ status }) => status === "stopped")?.reason,
    objections: answers.flatMap(({ reason }) => (reason === undefined ? [] : [reason])),
    updatedInput: answers.findLast(({ updatedInput }) => updatedInput !== undefined)?.updatedInput,
    allows: blocked.length === 0 && answers.some(({ allows }) => allows === true),
  };
}
