import type { ItemOf } from "@codex/core";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import type { Look } from "./look.js";

type Plan = ItemOf<"plan">;

/** The steps, with marks that differ without colour. */
export function planLines({ explanation, steps }: Plan, look: Look): Safe[] {
  const { paint } = look;
  const about = explanation === undefined || explanation.trim() === "" ? [] : [paint.italic(safeLine(explanation))];
  return [paint.accent(safe`plan`), ...about, ...steps.map((step) => stepLine(step, look))];
}

/** The maximum number of steps shown while the turn is running. */
const MAX_LIVE_STEPS = 5;

/** The plan in the live region; of many steps, those around the current one. */
export function livePlanRows({ steps }: Plan, look: Look): Safe[] {
  const { paint } = look;
  const now = steps.findIndex(({ status }) => status !== "completed");
  const first = Math.max(0, Math.min((now < 0 ? steps.length : now) - 1, steps.length - MAX_LIVE_STEPS));
  const shown = steps.slice(first, first + MAX_LIVE_STEPS);
  const done = steps.filter(({ status }) => status === "completed").length;
  const count = shown.length === steps.length ? EMPTY : paint.dim(safe` ${done} of ${steps.length} done`);
  return [safe`${paint.accent(safe`plan`)}${count}`, ...shown.map((step) => stepLine(step, look))].map((row) =>
    fitRow(row, look.columns() - 1),
  );
}

function stepLine({ step, status }: Plan["steps"][number], { paint, marks }: Look): Safe {
  const text = safeLine(step);
  switch (status) {
    case "completed":
      return safe`${paint.good(marks.stepDone)} ${paint.dim(text)}`;
    case "in-progress":
      return safe`${paint.accent(marks.stepNow)} ${paint.bold(text)}`;
    case "pending":
      return safe`${marks.stepOpen} ${text}`;
    default:
      return status satisfies never;
  }
}
