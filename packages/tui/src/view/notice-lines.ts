import { EMPTY, type Safe, safe, safeLines } from "../text/safe.js";
import type { Look } from "./look.js";

/** A notice, with a mark and a word for its level. */
export function noticeLines(level: "info" | "warning" | "error", message: string, { paint, marks }: Look): Safe[] {
  const [first = EMPTY, ...rest] = safeLines(message.trim());
  const indented = rest.map((line) => safe`  ${line}`);
  switch (level) {
    case "info":
      return [first, ...rest].map(paint.dim);
    case "warning":
      return [EMPTY, safe`${paint.warning(safe`warning:`)} ${first}`, ...indented];
    case "error":
      return [EMPTY, safe`${paint.bad(paint.bold(safe`${marks.cross}error:`))} ${first}`, ...indented];
    default:
      return level satisfies never;
  }
}
