import type { ResponseItem } from "@codex/protocol";
import { CodexError } from "../error.js";
import { renderCarriedContext } from "../history/carried-context.js";
import { modelInput } from "../history/model-input.js";
import { COMPACTION_INSTRUCTIONS } from "../model/instructions/compaction.js";
import { userMessage } from "../model/messages.js";
import { tokenUsageFrom } from "../model/token-usage.js";
import type { Turn } from "../session/turn.js";
import type { TurnContext } from "../session/turn-context.js";
import { hookedStream } from "./hooked-stream.js";
import { withStreamRetries } from "./stream-retries.js";

/** How often the transcript is shortened further if even the request for a summary does not fit. */
const MAX_CUTS = 8;

/** Asks the model for a summary of the items; undefined if it gives none. */
export async function summarize(asked: Turn, all: readonly ResponseItem[]): Promise<string | undefined> {
  const turn = withRoom(asked);
  const request = userMessage(turn.session.config.compactPrompt ?? "Start Summarization");
  let attempts = 0;
  let items = all;
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

/** The turn with the model of the last request if that has more room: a smaller one might not take in what it is to shorten. */
function withRoom(turn: Turn): Turn {
  const { lastContext } = turn.session;
  const roomOf = ({ contextWindow = 0 }: TurnContext) => contextWindow;
  return lastContext === undefined || roomOf(lastContext) <= roomOf(turn.context)
    ? turn
    : { ...turn, context: lastContext };
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
  for await (const event of hookedStream(turn, prompt, { kind: "foreground_compaction", attempt })) {
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

const withoutOldestHalf = (items: readonly ResponseItem[]) => items.slice(Math.ceil(items.length / 2));
