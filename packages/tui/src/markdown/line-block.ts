import { EMPTY, type Safe, safe, stillSafe } from "../text/safe.js";
import type { Paint } from "../text/theme.js";

/** The kind of a line, as determined by its start. */
export interface Block {
  /** Replaces the line's own mark. */
  readonly prefix: Safe;
  /** The start of its text. */
  readonly start: number;
  readonly wrap: (text: Safe) => Safe;
}

interface BlockOptions {
  readonly paint: Paint;
  readonly unicode: boolean;
  /** Whether all of the line has arrived. */
  readonly isWhole: boolean;
}

const same = (text: Safe): Safe => text;

/** Undefined if the kind cannot be told until more of the line has arrived. */
export function blockOf(text: Safe, options: BlockOptions, level = 0): Block | undefined {
  const { paint, unicode, isWhole } = options;
  if (!isWhole && isUndecided(text.trim())) return undefined;
  const heading = /^(#{1,6})\s+/.exec(text);
  if (heading !== null) {
    const isTop = heading[1]?.length === 1;
    return {
      prefix: EMPTY,
      start: heading[0].length,
      wrap: (body) => (isTop ? paint.underline(paint.bold(body)) : paint.bold(body)),
    };
  }
  if (/^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/.test(text)) {
    return { prefix: paint.dim(unicode ? safe`────` : safe`----`), start: text.length, wrap: same };
  }
  const task = /^(\s*)[-*+]\s+\[([ xX])\]\s+/.exec(text);
  if (task !== null) {
    const box = task[2] === " " ? (unicode ? "☐" : "[ ]") : unicode ? "☑" : "[x]";
    return { prefix: stillSafe(`${task[1]}${box} `), start: task[0].length, wrap: same };
  }
  const bullet = /^(\s*)[-*+]\s+/.exec(text);
  if (bullet !== null) {
    return { prefix: stillSafe(`${bullet[1]}${unicode ? "•" : "*"} `), start: bullet[0].length, wrap: same };
  }
  const quote = /^\s{0,3}>\s?/.exec(text);
  if (quote !== null && level < MAX_QUOTED) {
    const inner = blockOf(stillSafe(text.slice(quote[0].length)), options, level + 1);
    return (
      inner && {
        prefix: safe`${paint.dim(unicode ? safe`│ ` : safe`| `)}${inner.prefix}`,
        start: quote[0].length + inner.start,
        wrap: (body) => paint.italic(inner.wrap(body)),
      }
    );
  }
  return { prefix: EMPTY, start: 0, wrap: same };
}

/** A quotation of more levels shows the others as they are. */
const MAX_QUOTED = 4;

/** Whether there are only marks so far, or the start of a task's box. `text` must be trimmed. */
function isUndecided(text: string): boolean {
  return /^(?:[-*+_\s]*|#{1,6}|>|`+|~+|[-*+]\s{1,8}\[[ xX]?\]?)$/.test(text) || /^(?:`{3}|~{3})/.test(text);
}

export function isTableRow(text: Safe): boolean {
  return /^\s{0,3}\|/.test(text);
}
