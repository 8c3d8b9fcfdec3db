import type { Style } from "@codex/terminal";
import type { Safe } from "../text/safe.js";
import type { Paint } from "../text/theme.js";
import type { Marks } from "./marks.js";

/** The appearance on this terminal, and the base of file names. */
export interface Look {
  readonly paint: Paint;
  readonly marks: Marks;
  readonly unicode: boolean;
  /** Absolute path: names below it are shown relative to it. */
  readonly cwd: string;
  readonly columns: () => number;
  readonly fileAddress: (name: string, line?: number) => string | undefined;
  readonly hideReasoning: boolean;
}

/** The same for the terminal package; `green` and `red` paint added and removed lines. */
export function terminalStyle(paint: Paint): Style {
  const of = (painter: (text: Safe) => Safe) => (text: string) => painter(text as Safe);
  return {
    coloured: paint.coloured,
    bold: of(paint.bold),
    dim: of(paint.dim),
    italic: of(paint.italic),
    red: of(paint.removed),
    green: of(paint.added),
    yellow: of(paint.warning),
    blue: of(paint.accent),
    cyan: of(paint.accent),
    magenta: of(paint.keyword),
    link: (text, address) => paint.link(text as Safe, address),
  };
}
