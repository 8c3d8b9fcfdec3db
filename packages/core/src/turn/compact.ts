import type { ResponseItem } from "@codex/protocol";
import { CodexError } from "../error.js";
import { gatherCarriedContext, renderCarriedContext } from "../history/carried-context.js";
import { modelInput } from "../history/model-input.js";
import { COMPACTION_INSTRUCTIONS } from "../model/instructions/compaction.js";
import { tokenUsageFrom } from "../model/token-usage.js";
import { isContextMessage } from "../rollout/context-message.js";
import type { Session } from "../session/session.js";
import type { Turn } from "../session/turn.js";
import type { TurnContext } from "../session/turn-context.js";
import { runTurnHooks } from "../session/turn-hooks.js";
import { withStreamRetries } from "./stream-retries.js";
import { watchedStream } from "./watched-stream.js";

/** The share of the context window at which a conversation is compacted automatically. */
const AUTO_COMPACT_AT = 0.9;
/** How often the transcript is shortened further if even the request for a summary does not fit. */
const MAX_CUTS = 8;

export type CompactionOutcome = { readonly type: "compacted" } | { readonly type: "kept"; readonly reason: string };

/** What caused a compaction, as reported to hooks. */
type Trigger = "manual" | "auto";

/** A compaction requested by the user, in a separate turn. */
export async function runCompactionTurn(turn: Turn): Promise<undefined> {
  await runCompactHooks(turn, "PreCompact", "manual");
  using item = turn.running.item("compaction", { trigger: "manual" });
  const outcome = await compact(turn);
  if (outcome.type === "kept") {
    item.end({ status: "failed", reason: outcome.reason });
    return;
  }
  item.end({ status: "completed" });
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
  turn.running.interrupt("interrupted");
  turn.running.throwIfInterrupted();
}

/**
 * Compacts before the next request if the last one came close to the context window or reached the user's own limit. Differs from codex-rs,
 * where a conversation runs into its limit.
 */
export async function compactIfNeeded(turn: Turn): Promise<void> {
  const { session, context } = turn;
  const { contextWindow = Number.POSITIVE_INFINITY, autoCompactTokens = contextWindow } = context;
  const limit = Math.min(contextWindow * AUTO_COMPACT_AT, autoCompactTokens);
  // A window of 0 is unknown; as a limit, it would compact the conversation before its first message.
  if (limit > 0 && session.lastTokenTotal >= limit) await compactWithinTurn(turn);
}

/**
 * Compacts inside a running turn. The user's latest message remains a message, since it has not been answered. If compaction fails, the
 * user is notified and the turn continues with the unchanged history.
 */
export async function compactWithinTurn(turn: Turn): Promise<CompactionOutcome> {
  const { session } = turn;
  const question = session.history.items.findLast(isUserQuestion);
  await runCompactHooks(turn, "PreCompact", "auto");
  using item = turn.running.item("compaction", { trigger: "automatic" });
  const outcome = await compactOrKeep(turn);
  if (outcome.type === "compacted") {
    item.end({ status: "completed" });
    if (question !== undefined) await session.record([question]);
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
    return await compact(turn);
  } catch (error) {
    if (turn.running.signal.aborted) throw error;
    return { type: "kept", reason: error instanceof Error ? error.message : String(error) };
  }
}

async function compact(turn: Turn): Promise<CompactionOutcome> {
  const { session } = turn;
  const before = session.history.items;
  const summary = await summarize(withRoom(turn));
  if (summary === undefined) return { type: "kept", reason: "the model gave no summary" };
  const carried = await gatherCarriedContext(before, session.carried);
  const after: ResponseItem = { type: "message", role: "assistant", content: [{ type: "output_text", text: summary }] };
  const sizeAfter = sizeOf([after]) + renderCarriedContext(carried).length;
  if (sizeAfter >= sizeOf(before) + carriedSize(session) && sizeOf(before) > SMALL) {
    return { type: "kept", reason: "its summary is not shorter than the history, which is kept" };
  }
  const carriedBefore = session.carried;
  session.history.replace([after]);
  session.carried = carried;
  try {
    await session.persistCompaction({ summary, carried });
  } catch (error) {
    session.history.replace(before);
    session.carried = carriedBefore;
    throw error;
  }
  session.lastTokenTotal = 0;
  return { type: "compacted" };
}

/** Below this many characters a summary need not be shorter: the user asked for it. */
const SMALL = 20_000;

/** The turn with the model of the last request if that has more room: a smaller one might not take in what it is to shorten. */
function withRoom(turn: Turn): Turn {
  const { lastContext } = turn.session;
  const roomOf = ({ contextWindow = 0 }: TurnContext) => contextWindow;
  return lastContext === undefined || roomOf(lastContext) <= roomOf(turn.context)
    ? turn
    : { ...turn, context: lastContext };
}

async function summarize(turn: Turn): Promise<string | undefined> {
  const request: ResponseItem = {
    type: "message",
    role: "user",
    content: [{ type: "input_text", text: turn.session.config.compactPrompt ?? "Start Summarization" }],
  };
  let attempts = 0;
  let items: readonly ResponseItem[] = turn.session.history.items;
  for (let cuts = 0; ; cuts++) {
    try {
      return await withStreamRetries(turn, () => askForSummary(turn, [...items, request], ++attempts));
    } catch (error) {
      const tooLong = error instanceof CodexError && error.code === "context-window-exceeded";
      if (!tooLong || cuts >= MAX_CUTS) throw error;
      items = withoutOldestHalf(items);
    }
  }
}

async function askForSummary(turn: Turn, input: readonly ResponseItem[], attempt: number): Promise<string | undefined> {
  const { session, running } = turn;
  const prompt = {
    input: modelInput(turn.context, input),
    tools: [],
    store: !session.config.disableResponseStorage,
    // A custom prompt replaces the built-in instructions entirely.
    baseInstructionsOverride: session.config.compactPrompt === undefined ? COMPACTION_INSTRUCTIONS : undefined,
    additionalInstructions: session.carried && renderCarriedContext(session.carried),
  };
  let summary: string | undefined;
  for await (const event of watchedStream(turn, prompt, { kind: "foreground_compaction", attempt })) {
    if (event.type === "output-item-done") summary = messageText(event.item) ?? summary;
    if (event.type !== "completed") continue;
    if (event.tokenUsage !== undefined) session.countTokens(running, tokenUsageFrom(event.tokenUsage));
    return summary;
  }
  throw new CodexError("stream-disconnected", "stream closed before response.completed");
}

function messageText(item: ResponseItem): string | undefined {
  if (item.type !== "message" || item.role !== "assistant") return undefined;
  const text = item.content.flatMap((part) => (part.type === "output_text" ? [part.text] : [])).join("\n");
  return text.trim() === "" ? undefined : text;
}

function isUserQuestion(item: ResponseItem): boolean {
  if (item.type !== "message" || item.role !== "user") return false;
  return !item.content.some((part) => part.type === "input_text" && isContextMessage(part.text));
}

const withoutOldestHalf = (items: readonly ResponseItem[]) => items.slice(Math.ceil(items.length / 2));

const carriedSize = (session: Session) => (session.carried ? renderCarriedContext(session.carried).length : 0);
const sizeOf = (items: readonly ResponseItem[]) => JSON.stringify(items).length;
