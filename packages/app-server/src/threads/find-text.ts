import type { ThreadSearchOccurrence } from "@codex/app-server-protocol/thread-search";
import type { TurnView } from "@codex/core";
import * as z from "zod/mini";
import { itemsOfTurn } from "../turns/wire-turn.js";
import { cursorTo } from "./anchored-pages.js";

/** How much of a text is shown around a match, in UTF-16 units, as codex 0.171.0 shows it. */
const BEFORE = 49;
const AFTER = 96;
const CUT = "...";

/** Where a term stands in what was said, by the user and by the model, in any case; in order, as they are asked for. */
export function* occurrencesIn(
  turns: readonly TurnView[],
  threadId: string,
  term: string,
): Generator<ThreadSearchOccurrence, void> {
  for (const turn of turns) {
    for (const item of itemsOfTurn(turn, threadId)) {
      if (item.type !== "userMessage" && item.type !== "agentMessage") continue;
      const text = item.type === "agentMessage" ? item.text : textOf(item.content);
      const about = { turnId: turn.id, itemId: item.id, turnCursor: cursorTo(turn.id, true) };
      for (const start of placesOf(term, text)) yield { ...about, ...snippetAt(text, start, start + term.length) };
    }
  }
}

const TextSchema = z.object({ type: z.literal("text"), text: z.string() });

function textOf(content: readonly unknown[]): string {
  return content.flatMap((part) => TextSchema.safeParse(part).data?.text ?? []).join("\n");
}

function* placesOf(term: string, text: string): Generator<number, void> {
  // Letters whose other case is longer would move the places.
  const [needle, folded] = [term.toLowerCase(), text.toLowerCase()];
  const haystack = folded.length === text.length ? folded : text;
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) yield at;
}

function snippetAt(text: string, start: number, end: number) {
  const from = wholeAt(text, Math.max(0, start - BEFORE));
  const to = wholeAt(text, Math.min(text.length, end + AFTER));
  const [before, after] = [from > 0 ? `${CUT} ` : "", to < text.length ? ` ${CUT}` : ""];
  const shift = before.length - from;
  return {
    snippet: `${before}${text.slice(from, to)}${after}`,
    snippetMatchRange: { start: start + shift, end: end + shift },
  };
}

/** The place, or the one after it where it would cut a character in two. */
function wholeAt(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff ? place + 1 : place;
}
