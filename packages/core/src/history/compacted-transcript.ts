import type { ResponseItem } from "@codex/protocol";
import { isGoalMessage } from "../goals/goal-messages.js";
import { userMessage } from "../model/messages.js";
import { isUserMessage } from "../rollout/derive-item.js";
import { loneSummary, summaryMessage } from "../rollout/summary-item.js";
import { type CarriedContext, gatherCarriedContext } from "./carried-context.js";
import { keptMessages, userText } from "./kept-messages.js";

export interface CompactedTranscript {
  readonly items: readonly ResponseItem[];
  readonly carried: CarriedContext;
}

export interface TranscriptToCompact {
  /** What the summary replaces. */
  readonly items: readonly ResponseItem[];
  readonly summary: string;
  /** What an earlier compaction carried. */
  readonly earlier: CarriedContext | undefined;
  readonly developerInstructions: string | undefined;
  readonly contextWindow: number | undefined;
  /** Whether the user's messages leave the transcript too, as in August 2025. */
  readonly leavesOnlySummary: boolean;
}

/** What a compaction leaves: the user's latest messages, the goal that is being worked on, and the summary. What else must not be lost is carried in the instructions. */
export async function compactedTranscript(from: TranscriptToCompact): Promise<CompactedTranscript> {
  const { items, summary, earlier, developerInstructions, contextWindow, leavesOnlySummary } = from;
  const carried = await gatherCarriedContext(items, { earlier, developerInstructions });
  const before = earlier?.userMessages.map(userMessage) ?? [];
  const kept = keptMessages([...before, ...items], contextWindow);
  return leavesOnlySummary
    ? { items: [loneSummary(summary)], carried: { ...carried, userMessages: kept.map(userText) } }
    : { items: [...kept, ...currentGoal(items), summaryMessage(summary)], carried };
}

/** The goal, if the latest request is to work towards it. */
function currentGoal(items: readonly ResponseItem[]): readonly ResponseItem[] {
  const request = items.findLast((item) => isUserMessage(item) || isGoalMessage(item));
  return request !== undefined && isGoalMessage(request) ? [request] : [];
}
