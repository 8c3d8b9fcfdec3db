import { EMPTY, joined, type Safe, safe, safeLine, safeName } from "../text/safe.js";
import { fitRow, spread, widthOf } from "../text/styled.js";
import { wholeTime } from "./durations.js";
import type { Look } from "./look.js";
import { statusWords } from "./status-items.js";

/** The contents of the last row. */
export interface Status {
  /** The mode of the vi keys. */
  readonly vimMode: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  /** The name of the approval preset, or the policies. */
  readonly approvals: string | undefined;
  /** Percent of the context left; undefined if the model's window is unknown. */
  readonly contextLeft: number | undefined;
  readonly tokens: number | undefined;
  readonly cwd: string | undefined;
  readonly home: string | undefined;
  readonly branch: string | undefined;
  readonly threadId: string | undefined;
  /** The names of the shown items, in order. */
  readonly items: readonly string[];
  readonly activity: Activity;
  /** A temporary message for the user. */
  readonly hint: string | undefined;
}

export type Activity =
  /** `servers`: the MCP servers that it waits for. */
  | { readonly type: "starting"; readonly servers: readonly string[] }
  | { readonly type: "idle" }
  | {
      readonly type: "working";
      readonly word: string;
      readonly seconds: number;
      readonly spinner: Safe;
      readonly escStops: boolean;
    };

/** Narrower terminals only get the most important items. */
const NARROW = 40;

export function statusRow(status: Status, look: Look): Safe {
  const { paint, marks } = look;
  const columns = look.columns() - 1;
  if (status.hint !== undefined) return fitRow(paint.warning(safeLine(status.hint)), columns);
  const right = activityOf(status, look, columns < NARROW);
  const room = columns - widthOf(right) - 2;
  const separator = ` ${marks.separator} `;
  const mode = status.vimMode === undefined ? [] : [status.vimMode];
  const parts = [...mode, ...statusWords(status.items, status)].map(safeLine);
  // The last items are dropped first, since the shell's prompt shows them, too.
  while (parts.length > 1 && widthOf(joined(parts, separator)) > room) parts.pop();
  return spread(paint.dim(fitRow(joined(parts, separator), Math.max(0, room))), right, columns);
}

function activityOf({ activity }: Status, { paint }: Look, isNarrow: boolean): Safe {
  switch (activity.type) {
    case "starting":
      return paint.dim(startingOf(activity.servers, isNarrow));
    case "idle":
      return isNarrow ? EMPTY : paint.dim(safe`? help`);
    case "working": {
      const stop = activity.escStops ? paint.dim(isNarrow ? safe` Esc` : safe` Esc stops`) : EMPTY;
      return safe`${paint.accent(activity.spinner)} ${safeLine(activity.word)} ${wholeTime(activity.seconds)}${stop}`;
    }
    default:
      return activity satisfies never;
  }
}

function startingOf([server, ...others]: readonly string[], isNarrow: boolean): Safe {
  if (server === undefined || isNarrow) return safe`starting`;
  const more = others.length === 0 ? EMPTY : safe` and ${others.length} more`;
  return safe`starting MCP server ${safeName(server)}${more}`;
}
