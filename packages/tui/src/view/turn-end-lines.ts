import type { Item, TurnInfo } from "@codex/core";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { adviceFor } from "./advice.js";
import type { Look } from "./look.js";
import { noticeLines } from "./notice-lines.js";

/** How a turn with these items ended, as far as they do not show it. */
export function turnEndLines(
  { kind, status, error, interruption }: TurnInfo,
  look: Look,
  items: readonly Item[],
): Safe[] {
  const { paint, marks } = look;
  if (status === "completed" && kind === "input" && items.every(isSilent)) {
    return [EMPTY, paint.dim(safe`the model said nothing`)];
  }
  if (status === "interrupted" && interruption !== "replaced") {
    const advice = interruption === "closed" ? EMPTY : safe`: say what to do instead`;
    return [EMPTY, paint.warning(safe`${marks.cross}interrupted${advice}`)];
  }
  if (status !== "failed" || error === undefined) return [];
  const advice = adviceFor(error);
  const message = error.message
    .split("\n")
    .filter((line) => line.trim() !== "")
    .join("\n");
  return [
    ...noticeLines("error", message, look),
    ...(advice === undefined ? [] : [paint.dim(safe`  ${safeLine(advice)}`)]),
  ];
}

/** Items that are not part of the model's answer. */
function isSilent(item: Item): boolean {
  return item.kind === "user-message" || (item.kind === "agent-message" && item.text.trim() === "");
}
