import type { Item, TurnInfo } from "@codex/core";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import type { Look } from "./look.js";
import { noticeLines } from "./notice-lines.js";
import { renderItem } from "./render-item.js";

export interface Aside {
  readonly question: string;
  readonly items: readonly Item[];
  /** The turn's end; undefined if it was stopped. */
  readonly turn: TurnInfo | undefined;
}

/** A side question, the commands run for it, and the answer. */
export function asideLines({ question, items, turn }: Aside, look: Look): Safe[] {
  const { paint } = look;
  const shown = items.filter(({ kind }) => kind === "command" || kind === "agent-message");
  const fault = turn?.status === "failed" ? (turn.error?.message ?? "the question failed") : undefined;
  return [
    EMPTY,
    paint.dim(safe`  side question: ${safeLine(question)}`),
    ...shown.flatMap((item) => renderItem(item, look)),
    ...(fault === undefined ? [] : noticeLines("error", fault, look)),
    ...(turn === undefined || turn.status === "interrupted" ? [paint.warning(safe`  stopped`)] : []),
    paint.dim(safe`  end of the side question`),
  ];
}
