import { type Key, nameOfKey } from "../terminal/key-codes.js";
import { type Composer, insert, isEmpty, moveTo } from "./composer.js";
import { lineStart } from "./composer-places.js";
import { onLetter, operate, simpleCommand, withinLine } from "./vim-edits.js";
import { linesTo, spanOf } from "./vim-motions.js";
import { edited, type Vim, type VimEdit } from "./vim-state.js";

export type VimTaken =
  | VimEdit
  /** The command is equivalent to pressing this key so many times. */
  | { readonly type: "key"; readonly key: Key; readonly times: number; readonly vim: Vim };

/** The effect of a key on the draft; undefined if the key keeps its meaning without vi. */
export function takeVimKey(composer: Composer, vim: Vim, key: Key): VimTaken | undefined {
  const name = nameOfKey(key);
  if (vim.mode === "insert") {
    if (name !== "escape") return undefined;
    const place = Math.max(lineStart(composer), composer.cursor - 1);
    return edited(moveTo(composer, place), { ...vim, mode: "normal" });
  }
  if (name === "escape") return vim.pending === "" ? undefined : edited(composer, { ...vim, pending: "" });
  const text = name === "backspace" ? "h" : name === "space" ? "l" : key.text;
  if (text === undefined || key.ctrl === true || key.alt === true) return undefined;
  // On an empty line, these keep their usual meaning.
  if (isEmpty(composer) && vim.pending === "" && /^[/!@$?]$/.test(text)) {
    return text === "?" ? undefined : edited(insert(composer, text), { ...vim, mode: "insert" });
  }
  return command(
    // In a recalled draft, the cursor is after the text.
    onLetter(composer),
    { ...vim, pending: "" },
    `${vim.pending}${name === "space" && vim.pending !== "" ? " " : text}`,
  );
}

/** An operator with its span, or a motion alone. Each is repeated at most 9,999 times. */
const MOTION =
  /^(?<count>[1-9]\d{0,3})?(?:(?<operator>[dcy])(?<again>[1-9]\d{0,3})?)?(?<motion>[hlwWbBeE0^$jkG;,]|gg|[fFtT].|[ia][wW"'`()[\]{}<>]|[dcy])$/u;
const SIMPLE = /^(?<count>[1-9]\d{0,3})?(?<letter>[xXDCsSYpPuJ~iaIAoO]|r.)$/u;
/** The start of either. */
const BEGUN = /^(?:[1-9]\d{0,3})?(?:[dcy](?:[1-9]\d{0,3})?[ia]?)?(?:g|[fFtT]|r)?$/u;

function command(composer: Composer, vim: Vim, typed: string): VimTaken {
  const simple = SIMPLE.exec(typed)?.groups;
  if (simple !== undefined) return simpleCommand(composer, vim, simple["letter"] ?? "", Number(simple["count"] ?? 1));
  const { operator, motion = "", count, again } = MOTION.exec(typed)?.groups ?? {};
  const isLine = operator !== undefined && motion === operator;
  const isObject = /^[ia]./.test(motion);
  if (
    motion === "" ||
    (/[dcy]/.test(motion) && motion.length === 1 && !isLine) ||
    (isObject && operator === undefined)
  ) {
    return edited(composer, { ...vim, pending: BEGUN.test(typed) ? typed : "" });
  }
  const times = Number(count ?? 1) * Number(again ?? 1);
  const lastSearch = /^[fFtT]/.test(motion) ? { how: motion.charAt(0), letter: motion.slice(1) } : vim.lastSearch;
  const next = { ...vim, lastSearch };
  if (operator === undefined && (motion === "j" || motion === "k")) {
    return { type: "key", key: { name: motion === "j" ? "down" : "up" }, times, vim: next };
  }
  const meant =
    operator === "c" && /[wW]/.test(motion) && !isObject ? motion.replace("w", "e").replace("W", "E") : motion;
  const span = isLine ? linesTo(composer, times - 1) : spanOf(composer, meant, times, lastSearch);
  if (span === undefined) return edited(composer, next);
  if (operator === undefined) return edited(onLetter(moveTo(composer, span.place ?? span.to)), next);
  const isWord = /^[wW]$/.test(motion);
  return operate(composer, next, operator, isWord ? withinLine(composer, span) : span);
}
