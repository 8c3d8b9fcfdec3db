import type { ThreadSearchOccurrence } from "@codex/app-server-protocol/thread-search";
import type { TurnView } from "@codex/core";
import * as z from "zod/mini";
import { itemsOfTurn } from "../turns/wire-turn.js";
import { cursorAt } from "./anchored-pages.js";

/** How much text is shown around a match, in UTF-16 units, as in codex 0.171.0. */
const BEFORE = 49;
const AFTER = 96;
const CUT = "...";

/** The occurrences of a term, ignoring case, in the messages of the user and the model; in order, and found lazily. */
export function* occurrencesIn(
  turns: readonly TurnView[],
  threadId: string,
  term: string,
): Generator<ThreadSearchOccurrence, void> {
  for (const turn of turns) {
    for (const item of itemsOfTurn(turn, threadId)) {
      if (item.type !== "userMessage" && item.type !== "agentMessage") continue;
      const text = item.type === "agentMessage" ? item.text : textOf(item.content);
      const about = { turnId: turn.id, itemId: item.id, turnCursor: cursorAt(turn.id) };
      for (const start of placesOf(term, text)) yield { ...about, ...snippetAt(text, start, start + term.length) };
    }
  }
}

const TextSchema = z.object({ type: z.literal("text"), text: z.string() });

function textOf(content: readonly unknown[]): string {
  return content.flatMap((part) => TextSchema.safeParse(part).data?.text ?? []).join("\n");
}

function* placesOf(term: string, text: string): Generator<number, void> {
  // Letters that get longer in lower case would shift the positions.
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

/** The position, or the next one if it would split a surrogate pair. */
function wholeAt(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff ? place + 1 : place;
}
