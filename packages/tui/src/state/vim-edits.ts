import { type Atom, type Composer, deleteTo, insert, moveTo, undo, yank } from "./composer.js";
import { lineEnd, lineStart } from "./composer-places.js";
import { firstLetter, linesTo, type Span } from "./vim-motions.js";
import { edited, type Vim, type VimEdit } from "./vim-state.js";

/** Applies an operator to a span. */
export function operate(composer: Composer, vim: Vim, operator: string, span: Span): VimEdit {
  const { from, to, isLines = false } = span;
  const kept = keptOf(composer, span);
  if (operator === "y") return edited({ ...moveTo(composer, isLines ? composer.cursor : from), killed: kept }, vim);
  if (operator === "c") return edited({ ...cut(composer, from, to), killed: kept }, { ...vim, mode: "insert" });
  if (!isLines) return edited(onLetter({ ...cut(composer, from, to), killed: kept }), vim);
  // A line is deleted with its line end; the last line with that of the line before.
  const isLast = to >= composer.atoms.length;
  const rest = cut(composer, isLast ? Math.max(0, from - 1) : from, isLast ? to : to + 1);
  return edited({ ...moveTo(rest, firstLetter(rest)), killed: kept }, vim);
}

/** A command of one letter, or of two (`r`). */
export function simpleCommand(composer: Composer, vim: Vim, command: string, count: number): VimEdit {
  const { atoms, cursor } = composer;
  const [start, end] = [lineStart(composer), lineEnd(composer)];
  const typing: Vim = { ...vim, mode: "insert" };
  const forward = { from: cursor, to: Math.min(end, cursor + count) };
  switch (command.charAt(0)) {
    case "x":
      return operate(composer, vim, "d", forward);
    case "X":
      return operate(composer, vim, "d", { from: Math.max(start, cursor - count), to: cursor });
    case "s":
      return operate(composer, vim, "c", forward);
    case "D":
      return operate(composer, vim, "d", { from: cursor, to: end });
    case "C":
      return operate(composer, vim, "c", { from: cursor, to: end });
    case "S":
      return operate(composer, vim, "c", linesTo(composer, count - 1));
    case "Y":
      return operate(composer, vim, "y", linesTo(composer, count - 1));
    case "p":
    case "P":
      return edited(put(composer, command === "p"), vim);
    case "u":
      return edited(onLetter(undo(composer)), vim);
    case "i":
      return edited(composer, typing);
    case "a":
      return edited(moveTo(composer, Math.min(end, cursor + 1)), typing);
    case "I":
      return edited(moveTo(composer, firstLetter(composer)), typing);
    case "A":
      return edited(moveTo(composer, end), typing);
    case "o":
      return edited(insert(moveTo(composer, end), "\n"), typing);
    case "O":
      return edited(moveTo(insert(moveTo(composer, start), "\n"), start), typing);
    case "r": {
      const letter = [...command].slice(1).join("");
      return forward.to - cursor < count
        ? edited(composer, vim)
        : edited(
            replaced(composer, forward, () => letter),
            vim,
          );
    }
    case "~": {
      const turned = replaced(composer, forward, (atom) =>
        atom === atom.toLowerCase() ? atom.toUpperCase() : atom.toLowerCase(),
      );
      return edited(onLetter(moveTo(turned, forward.to)), vim);
    }
    case "J": {
      if (end >= atoms.length) return edited(composer, vim);
      let next = end + 1;
      while (atoms[next] === " ") next++;
      return edited(moveTo(insert(cut(composer, end, next), " "), end), vim);
    }
    default:
      return edited(composer, vim);
  }
}

function cut(composer: Composer, from: number, to: number): Composer {
  return deleteTo(moveTo(composer, from), to);
}

/** The text to paste later; whole lines include their line ends. */
function keptOf({ atoms }: Composer, { from, to, isLines = false }: Span): readonly Atom[] {
  const taken = atoms.slice(from, to);
  return isLines ? [...taken, "\n"] : taken;
}

/** Pastes what was cut or copied last after or before the cursor; lines as whole lines. */
function put(composer: Composer, isBehind: boolean): Composer {
  const { killed, cursor } = composer;
  if (killed.length === 0) return composer;
  const end = lineEnd(composer);
  if (killed.at(-1) !== "\n") {
    const there = moveTo(composer, isBehind ? Math.min(end, cursor + 1) : cursor);
    const put = yank(there);
    return moveTo(put, put.cursor - 1);
  }
  const place = isBehind ? end : lineStart(composer);
  const lines = isBehind ? ["\n", ...killed.slice(0, -1)] : killed;
  const put = yank({ ...moveTo(composer, place), killed: lines });
  return { ...moveTo(put, isBehind ? place + 1 : place), killed };
}

function replaced(composer: Composer, { from, to }: Span, letter: (atom: string) => string): Composer {
  const atoms = composer.atoms.slice(from, to).map((atom) => (typeof atom === "string" ? letter(atom) : atom));
  const put = yank({ ...cut(composer, from, to), killed: atoms });
  return { ...moveTo(put, Math.max(from, to - 1)), killed: composer.killed };
}

/** At the end of a line, a word does not include the line end. */
export function withinLine({ atoms }: Composer, span: Span): Span {
  const lineBreak = atoms.indexOf("\n", span.from);
  return lineBreak > span.from && lineBreak < span.to ? { ...span, to: lineBreak } : span;
}

/** Commands need the cursor on a letter, never after the last one of a line. */
export function onLetter(composer: Composer): Composer {
  const isBehind = composer.cursor === lineEnd(composer) && composer.cursor > lineStart(composer);
  return isBehind ? moveTo(composer, composer.cursor - 1) : composer;
}
