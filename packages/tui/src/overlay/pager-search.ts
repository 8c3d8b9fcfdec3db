import type { Safe } from "../text/safe.js";
import type { Paint } from "../text/theme.js";
import { type Row, startsMatch, withMatches } from "./row-search.js";

/** The rows on the screen: the first one, and how many. */
export interface View {
  readonly top: number;
  readonly height: number;
}

/** A search in the rows of a text, from match to match. */
export class PagerSearch {
  /** As typed; letter case does not matter. */
  readonly text: string;
  /** The row where the latest match starts. */
  #found: number | undefined;
  #isMissing = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether nothing was found. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  /** The row of the next match, if there is one; wraps around at either end. */
  next(rows: readonly Row[], direction: 1 | -1, view: View): number | undefined {
    const wanted = this.text.toLowerCase();
    const count = rows.length;
    if (wanted === "" || count === 0) return undefined;
    const from = this.#start(direction, view);
    for (let step = 1; step <= count; step++) {
      const row = (((from + direction * step) % count) + count) % count;
      if (!startsMatch(rows, row, wanted)) continue;
      this.#found = row;
      this.#isMissing = false;
      return row;
    }
    this.#isMissing = true;
    return undefined;
  }

  /** Forgets the place of the latest match, since the rows have changed. */
  forgetPlace(): void {
    this.#found = undefined;
  }

  /** The row with its matches marked, the latest one differently. */
  marked(rows: readonly Row[], row: number, paint: Paint): Safe {
    const mark = (part: Safe) => paint.selected(row === this.#found ? paint.bold(part) : part);
    return withMatches(rows, row, this.text.toLowerCase(), mark);
  }

  /** The latest match while it is on the screen, since the last screen may have several; otherwise the row beside the screen. */
  #start(direction: 1 | -1, { top, height }: View): number {
    const end = top + height;
    if (this.#found !== undefined && this.#found >= top && this.#found < end) return this.#found;
    return direction === 1 ? top - 1 : end;
  }
}
