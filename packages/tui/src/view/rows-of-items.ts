import type { Item } from "@codex/core";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import { runningRows } from "./command-lines.js";
import type { Look } from "./look.js";
import { livePlanRows } from "./plan-lines.js";

/** The rows of running items in the live region, with the plan on top. */
export function rowsOfItems(items: readonly Item[], look: Look, spinner: Safe): readonly Safe[] {
  const plans = items.flatMap((item) => (item.kind === "plan" ? livePlanRows(item, look) : []));
  return [...plans, ...items.flatMap((item) => rowsOf(item, look, spinner))];
}

function rowsOf(item: Item, look: Look, spinner: Safe): readonly Safe[] {
  switch (item.kind) {
    case "command":
      return runningRows(item, look, spinner);
    case "mcp-call":
      return [callRow(`${item.server}.${item.tool}`, item.progress, { look, spinner })];
    case "custom-call":
      return [callRow(item.tool, undefined, { look, spinner })];
    default:
      return [];
  }
}

function callRow(
  name: string,
  progress: string | undefined,
  { look, spinner }: { readonly look: Look; readonly spinner: Safe },
): Safe {
  const { paint } = look;
  const done = progress === undefined ? EMPTY : safeLine(` ${progress}`);
  return fitRow(safe`${paint.accent(spinner)} ${safeLine(name)}${paint.dim(done)}`, look.columns() - 1);
}
