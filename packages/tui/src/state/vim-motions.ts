import { type Atom, type Composer, labelOf } from "./composer.js";
import { lineEnd, lineStart } from "./composer-places.js";

/** The span of a vi motion: an operator applies to it; otherwise the cursor goes to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** The cursor's position without an operator. Default: `to`. */
  readonly place?: number;
  /** Whole lines. */
  readonly isLines?: boolean;
}

/** The target of f, F, t or T in the line. */
export interface LetterSearch {
  readonly how: string;
  readonly letter: string;
}

/** Undefined if the motion leads nowhere. */
export function spanOf(
  composer: Composer,
  motion: string,
  count: number,
  lastSearch: LetterSearch | undefined,
): Span | undefined {
  const { cursor } = composer;
  const [first = "", letter = ""] = motion;
  const to = (place: number | undefined): Span | undefined =>
    place === undefined ? undefined : { from: Math.min(cursor, place), to: Math.max(cursor, place), place };
  /** For operators, the span includes the letter that the motion leads to. */
  const upTo = (place: number | undefined): Span | undefined =>
    place === undefined ? undefined : { from: cursor, to: place + 1, place };
  switch (first) {
    case "h":
      return to(Math.max(lineStart(composer), cursor - count));
    case "l":
      return to(Math.min(lineEnd(composer), cursor + count));
    case "0":
      return to(lineStart(composer));
    case "^":
      return to(firstLetter(composer));
    case "$":
      return to(lineEnd(composer));
    case "w":
    case "W":
      return to(times(count, cursor, (at) => nextWord(composer.atoms, at, first === "W")));
    case "b":
    case "B":
      return to(times(count, cursor, (at) => wordBefore(composer.atoms, at, first === "B")));
    case "e":
    case "E":
      return upTo(times(count, cursor, (at) => wordEndAfter(composer.atoms, at, first === "E")));
    case "f":
    case "t":
      return upTo(found(composer, { how: first, letter }, count));
    case "F":
    case "T":
      return to(found(composer, { how: first, letter }, count));
    case ";":
      return lastSearch && spanOf(composer, `${lastSearch.how}${lastSearch.letter}`, count, lastSearch);
    case ",":
      return lastSearch && spanOf(composer, `${turned(lastSearch.how)}${lastSearch.letter}`, count, lastSearch);
    case "j":
    case "k":
      return linesTo(composer, first === "j" ? count : -count);
    case "g":
      return { from: 0, to: lineEnd(composer), place: 0, isLines: true };
    case "G": {
      const last = { ...composer, cursor: composer.atoms.length };
      return { from: lineStart(composer), to: last.cursor, place: firstLetter(last), isLines: true };
    }
    case "i":
    case "a":
      return objectAt(composer, letter, first === "a");
    default:
      return undefined;
  }
}

/** Whole lines from the cursor's line on, forward or back. */
export function linesTo(composer: Composer, by: number): Span {
  let [from, to] = [lineStart(composer), lineEnd(composer)];
  for (let step = 0; step < by && to < composer.atoms.length; step++) to = lineEnd({ ...composer, cursor: to + 1 });
  for (let step = 0; step > by && from > 0; step--) from = lineStart({ ...composer, cursor: from - 1 });
  return { from, to, isLines: true };
}

/** The first letter of the line that is not a space. */
export function firstLetter(composer: Composer): number {
  let at = lineStart(composer);
  while (at < lineEnd(composer) && kindOf(composer.atoms[at], false) === "space") at++;
  return at;
}

type Kind = "space" | "word" | "mark";

/** In a WORD, all letters are of one kind. */
function kindOf(atom: Atom | undefined, isBig: boolean): Kind {
  if (atom === undefined || (typeof atom === "string" && /^\s$/.test(atom))) return "space";
  return isBig || typeof atom !== "string" || /[\p{L}\p{N}_]/u.test(labelOf(atom)) ? "word" : "mark";
}

function times(count: number, from: number, step: (at: number) => number): number {
  let at = from;
  for (let done = 0; done < count; done++) {
    const next = step(at);
    if (next === at) return at;
    at = next;
  }
  return at;
}

function nextWord(atoms: readonly Atom[], from: number, isBig: boolean): number {
  let at = from;
  const kind = kindOf(atoms[at], isBig);
  while (kind !== "space" && at < atoms.length && kindOf(atoms[at], isBig) === kind) at++;
  while (at < atoms.length && kindOf(atoms[at], isBig) === "space") at++;
  return at;
}

function wordBefore(atoms: readonly Atom[], from: number, isBig: boolean): number {
  let at = Math.max(0, from - 1);
  while (at > 0 && kindOf(atoms[at], isBig) === "space") at--;
  while (at > 0 && kindOf(atoms[at - 1], isBig) === kindOf(atoms[at], isBig)) at--;
  return at;
}

function wordEndAfter(atoms: readonly Atom[], from: number, isBig: boolean): number {
  let at = from + 1;
  while (at < atoms.length && kindOf(atoms[at], isBig) === "space") at++;
  while (at + 1 < atoms.length && kindOf(atoms[at + 1], isBig) === kindOf(atoms[at], isBig)) at++;
  return Math.min(at, Math.max(0, atoms.length - 1));
}

function found(composer: Composer, { how, letter }: LetterSearch, count: number): number | undefined {
  const by = how === "f" || how === "t" ? 1 : -1;
  const [start, end] = [lineStart(composer), lineEnd(composer)];
  let left = count;
  for (let at = composer.cursor + by; at >= start && at < end; at += by) {
    if (composer.atoms[at] !== letter || --left > 0) continue;
    return how === "t" || how === "T" ? at - by : at;
  }
  return undefined;
}

function turned(how: string): string {
  return how === how.toLowerCase() ? how.toUpperCase() : how.toLowerCase();
}

/** A text object: a word, or the text between quotes or brackets, optionally with its surroundings. */
function objectAt(composer: Composer, letter: string, isAround: boolean): Span | undefined {
  if (letter === "w" || letter === "W") return wordAt(composer, letter === "W", isAround);
  const pair = PAIRS.find((one) => one.includes(letter));
  const [open = letter, close = letter] = pair ?? [];
  const { atoms, cursor } = composer;
  const start = open === close ? atoms.lastIndexOf(open, cursor) : opening(atoms, cursor, open, close);
  const end = start < 0 ? -1 : open === close ? atoms.indexOf(close, start + 1) : closing(atoms, start, open, close);
  if (end < 0) return undefined;
  return isAround ? { from: start, to: end + 1 } : { from: start + 1, to: end };
}

/** The index of the bracket that is open there; negative if there is none. */
function opening(atoms: readonly Atom[], from: number, open: string, close: string): number {
  let within = 0;
  for (let at = from; at >= 0; at--) {
    if (atoms[at] === open && within-- === 0) return at;
    if (atoms[at] === close && at !== from) within++;
  }
  return -1;
}

/** The index of the matching closing bracket; negative if there is none. */
function closing(atoms: readonly Atom[], start: number, open: string, close: string): number {
  let within = 0;
  for (let at = start + 1; at < atoms.length; at++) {
    if (atoms[at] === close && within-- === 0) return at;
    if (atoms[at] === open) within++;
  }
  return -1;
}

const PAIRS = ["()", "[]", "{}", "<>"];

function wordAt({ atoms, cursor }: Composer, isBig: boolean, isAround: boolean): Span | undefined {
  if (atoms.length === 0) return undefined;
  const kind = kindOf(atoms[cursor], isBig);
  let [from, to] = [cursor, cursor];
  while (from > 0 && atoms[from - 1] !== "\n" && kindOf(atoms[from - 1], isBig) === kind) from--;
  while (to < atoms.length && atoms[to] !== "\n" && kindOf(atoms[to], isBig) === kind) to++;
  while (isAround && atoms[to] === " ") to++;
  return { from, to };
}
