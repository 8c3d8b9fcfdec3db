import type { ResponseItem } from "@codex/protocol";
import { errorMessage } from "../error.js";
import { renderCarriedContext } from "../history/carried-context.js";
import { compactedTranscript } from "../history/compacted-transcript.js";
import { modeItems } from "../session/collaboration-mode.js";
import type { Session } from "../session/session.js";
import type { Turn } from "../session/turn.js";
import { runTurnHooks } from "../session/turn-hooks.js";
import { summarize } from "./summarize.js";
import { unansweredItems } from "./unanswered-items.js";

export type CompactionOutcome =
  | { readonly type: "compacted"; readonly contextTokens: number }
  | { readonly type: "kept"; readonly reason: string };

/** What caused a compaction, as reported to hooks. */
type Trigger = "manual" | "auto";

export interface CompactionOptions {
  /** Whether the transcript has only the summary afterwards, without the user's messages, as in August 2025. Default: false. */
  readonly leavesOnlySummary?: boolean | undefined;
}

/** A compaction requested by the user, in a separate turn. */
export async function runCompactionTurn(turn: Turn, options: CompactionOptions = {}): Promise<undefined> {
  await runCompactHooks(turn, "PreCompact", "manual");
  using item = turn.running.item("compaction", { trigger: "manual" });
  const outcome = await compact(turn, options);
  if (outcome.type === "kept") {
    item.end({ status: "failed", reason: outcome.reason });
    return;
  }
  item.end({ status: "completed", contextTokens: outcome.contextTokens });
  await runPostCompactHooks(turn, "manual");
}

async function runPostCompactHooks(turn: Turn, trigger: Trigger): Promise<void> {
  turn.session.hooks.startAgain("compact");
  await runCompactHooks(turn, "PostCompact", trigger);
}

/** A hook that stops the compaction ends the turn. */
async function runCompactHooks(turn: Turn, event: "PreCompact" | "PostCompact", trigger: Trigger): Promise<void> {
  const { stopped } = await runTurnHooks(turn, { event, names: [trigger], input: { trigger } });
  if (stopped === undefined) return;
  turn.running.interrupt("stopped-by-hook");
  turn.running.throwIfInterrupted();
}

/**
 * Compacts before the next request if the last one came close to the context window or reached the user's own limit. Differs from codex-rs,
 * where a conversation runs into its limit.
 */
export async function compactIfNeeded(turn: Turn): Promise<void> {
  const { session, context } = turn;
  const { autoCompactTokens: limit } = context;
  // A window of 0 is unknown; as a limit, it would compact the conversation before its first message.
  if (limit > 0 && session.lastTokenTotal >= limit) await compactWithinTurn(turn);
}

/**
 * Compacts inside a running turn. What the model has not answered yet stays as it is, after the summary. If compaction fails, the user is
 * notified and the turn continues with the unchanged history.
 */
export async function compactWithinTurn(turn: Turn): Promise<CompactionOutcome> {
  const { session } = turn;
  await runCompactHooks(turn, "PreCompact", "auto");
  using item = turn.running.item("compaction", { trigger: "automatic" });
  const outcome = await compactOrKeep(turn);
  if (outcome.type === "compacted") {
    item.end({ status: "completed", contextTokens: outcome.contextTokens });
    await runPostCompactHooks(turn, "auto");
    return outcome;
  }
  item.end({ status: "failed", reason: outcome.reason });
  // Prevents another compaction before the server has counted tokens again.
  session.lastTokenTotal = 0;
  return outcome;
}

async function compactOrKeep(turn: Turn): Promise<CompactionOutcome> {
  try {
    return await compact(turn, { unanswered: unansweredItems(turn.session.history.items) });
  } catch (error) {
    if (turn.running.signal.aborted) throw error;
    return { type: "kept", reason: errorMessage(error) };
  }
}

async function compact(
  turn: Turn,
  {
    unanswered = [],
    leavesOnlySummary = false,
  }: CompactionOptions & { readonly unanswered?: readonly ResponseItem[] | undefined },
): Promise<CompactionOutcome> {
  const { session, context } = turn;
  const before = session.history.items;
  const items = before.slice(0, before.length - unanswered.length);
  const summary = await summarize(turn, items);
  if (summary === undefined) return { type: "kept", reason: "the model gave no summary" };
  const { carried: earlier, config } = session;
  const { developerInstructions } = config;
  const { contextWindow } = context;
  const from = { items, summary, earlier, developerInstructions, contextWindow, leavesOnlySummary };
  const { items: left, carried } = await compactedTranscript(from);
  const after = [...left, ...modeItems(context.mode, unanswered), ...unanswered];
  if (sizeOf(after) + carriedSize(carried) >= sizeOf(before) + carriedSize(earlier) && sizeOf(before) > SMALL) {
    return { type: "kept", reason: "its summary is not shorter than the history, which is kept" };
  }
  session.history.replace(after);
  session.carried = carried;
  try {
    await session.persistCompaction({ summary, history: after, carried });
  } catch (error) {
    session.history.replace(before);
    session.carried = earlier;
    throw error;
  }
  session.lastTokenTotal = 0;
  return { type: "compacted", contextTokens: Math.ceil((sizeOf(after) + carriedSize(carried)) / CHARACTERS_PER_TOKEN) };
}

/** A guess that fits most texts. */
const CHARACTERS_PER_TOKEN = 4;

/** Below this many characters a summary need not be shorter: the user asked for it. */
const SMALL = 20_000;

const carriedSize = (carried: Session["carried"]) => (carried === undefined ? 0 : renderCarriedContext(carried).length);
const sizeOf = (items: readonly ResponseItem[]) => JSON.stringify(items).length;
