import type { ResponseItem } from "@codex/protocol";
import { type HookEvent, kebabCase } from "../hooks/hook-event.js";
import { type HookOutcome, type HookRun, NO_HOOKS } from "../hooks/run-hooks.js";
import { developerMessage, userMessage } from "../model/messages.js";
import type { ItemHandle } from "./item-handle.js";
import type { RunningTurn } from "./running-turn.js";
import type { Session } from "./session.js";
import type { Turn } from "./turn.js";
import type { TurnContext } from "./turn-context.js";

/** Something in a turn that hooks may react to. */
export interface TurnOccurrence {
  readonly event: HookEvent;
  /** The names that matchers are tested against. */
  readonly names?: readonly string[];
  /** Fields specific to this event, named as on the wire. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** The call or request that it concerns. */
  readonly subject?: string | undefined;
}

/** Runs the hooks of an event, showing each as an item of the turn, and returns their combined outcome. */
export async function runTurnHooks(
  turn: Turn,
  { event, ...occurrence }: TurnOccurrence,
  signal = turn.running.signal,
): Promise<HookOutcome> {
  const { session, context, running } = turn;
  if (!session.hooks.has(event)) return NO_HOOKS;
  const input = { ...commonFields(session, context, event, running.id), ...occurrence.input };
  const happened = { event, names: occurrence.names ?? [], input, subject: occurrence.subject };
  const onLateContext = (text: string) => session.pendingItems.add([developerMessage(text)]);
  const shown = { cwd: context.cwd, onRun: showRunsIn(running), onLateContext };
  const outcome = await session.hooks.run(happened, shown, signal);
  running.throwIfInterrupted();
  return outcome;
}

/** Shows each run as an item of the turn. */
function showRunsIn(running: RunningTurn): (run: HookRun) => void {
  const items = new Map<string, ItemHandle<"hook">>();
  return (run) => {
    if (running.signal.aborted) return;
    const item = items.get(run.id);
    if (item === undefined) items.set(run.id, running.item("hook", beginningOf(run)));
    else item.end(endOf(run));
  };
}

/** Runs the hooks of an event outside any turn: they are not shown, and their answers have no effect. */
export async function runSessionHooks(
  session: Session,
  event: "Interrupt" | "SessionEnd",
  context: Pick<TurnContext, "cwd" | "model" | "approvalPolicy"> & Partial<Pick<TurnContext, "mode">>,
  turnId?: string,
): Promise<void> {
  if (!session.hooks.has(event)) return;
  const { session_id, transcript_path, cwd, ...common } = commonFields(session, context, event, turnId);
  const who = { session_id, transcript_path, cwd };
  const input = event === "SessionEnd" ? { ...who, reason: "other" } : { ...who, ...common };
  // Their time limits are short, and nothing else would end them.
  await session.hooks.run({ event, names: [], input }, { cwd: context.cwd }, new AbortController().signal);
}

/** Text that hooks add to the model's context. */
export function hookContextItems({ contexts }: HookOutcome): ResponseItem[] {
  return contexts.map(developerMessage);
}

/** What blocking hooks require before the turn may end, as a user message. */
export function hookPromptItem(blocked: HookOutcome["blocked"]): ResponseItem {
  const texts = blocked.map(
    ({ runId, reason }) =>
      `<hook_prompt hook_run_id="${escapeXml(runId).replaceAll('"', "&quot;")}">${escapeXml(reason)}</hook_prompt>`,
  );
  return userMessage(texts.map((text) => ({ type: "input_text", text })));
}

const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const WITHOUT_MODE: ReadonlySet<HookEvent> = new Set([
  "PreModelRequest",
  "PostModelRequest",
  "PreCompact",
  "PostCompact",
]);

/** The name that subagent matchers are tested against. */
export function agentType({ agentPlace }: Session): string {
  return agentPlace?.role ?? "default";
}

function commonFields(
  session: Session,
  { cwd, model, mode, approvalPolicy }: Parameters<typeof runSessionHooks>[2],
  event: HookEvent,
  turnId: string | undefined,
) {
  const { agentPlace: place } = session;
  const ownPath = session.recorder?.path ?? null;
  return {
    session_id: place?.rootId ?? session.id,
    transcript_path: event === "SubagentStop" ? (place?.parentPath ?? null) : ownPath,
    ...(event === "SubagentStop" && { agent_transcript_path: ownPath }),
    ...(place !== undefined && { agent_id: session.id, agent_type: agentType(session) }),
    cwd,
    model,
    ...(!WITHOUT_MODE.has(event) && {
      permission_mode: mode?.kind === "plan" ? "plan" : approvalPolicy === "never" ? "bypassPermissions" : "default",
    }),
    ...(event !== "SessionStart" && turnId !== undefined && { turn_id: turnId }),
  };
}

function beginningOf({ id, event, command, source, sourcePath, displayOrder, statusMessage, entries }: HookRun) {
  return {
    event: kebabCase(event),
    command,
    runId: id,
    source,
    sourcePath,
    displayOrder,
    entries,
    ...(statusMessage !== undefined && { statusMessage }),
  };
}

function endOf({ status, entries, startedAt, completedAt = startedAt }: HookRun) {
  const decision = status === "blocked" || status === "stopped" ? status : undefined;
  return {
    status: status === "failed" ? ("failed" as const) : ("completed" as const),
    entries,
    durationMs: completedAt - startedAt,
    ...(decision !== undefined && { decision }),
  };
}
