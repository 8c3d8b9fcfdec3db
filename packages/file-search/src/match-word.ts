import type { QueryWord } from "./parse-query.js";

/** A path in a store: its characters are those from `start` to `end` of both arrays. */
export interface PathUnits {
  readonly original: Uint16Array;
  readonly folded: Uint16Array;
  readonly start: number;
  /** Where the file name starts. */
  readonly nameStart: number;
  readonly end: number;
  readonly isFolder: boolean;
}

/** As in fzf, and in Codex 0.171 for names: whole names first, then files whose name contains the word, then paths. */
const scores = {
  character: 16,
  gapStart: -3,
  gapExtension: -1,
  /** The character is the first of a directory's or file's name. */
  afterSlash: 9,
  /** … or of a word inside a name. */
  afterSeparator: 8,
  camelCase: 5,
  consecutive: 4,
  /** All characters are in the file name. */
  inName: 1 << 16,
  wholeFolderName: 2 << 16,
  wholeName: 3 << 16,
} as const;

/** The score of the best place found for a word in a path, or -1. Positions, if requested, are relative to the path. */
export function matchWord(path: PathUnits, word: QueryWord, positions?: number[]): number {
  const units = word.folds ? path.folded : path.original;
  const inName = word.hasSlash ? undefined : findFromLeft(units, word.units, path.nameStart, path.end);
  const place = inName ?? findFromRight(units, word.units, path.start, path.end);
  if (place === undefined) return -1;
  return scorePlace(path, word, { ...place, positions });
}

interface Place {
  readonly first: number;
  /** After the last character. */
  readonly end: number;
}

/** The leftmost end of the word, and then the shortest stretch that ends there. */
function findFromLeft(units: Uint16Array, word: readonly number[], start: number, end: number): Place | undefined {
  const last = word.length - 1;
  let matched = 0;
  for (let at = start; at < end; at++) {
    if (units[at] !== word[matched]) continue;
    if (matched++ === last) return { first: backTo(units, word, at), end: at + 1 };
  }
  return undefined;
}

/** The rightmost start of the word, and then the shortest stretch that starts there, close to the file name. */
function findFromRight(units: Uint16Array, word: readonly number[], start: number, end: number): Place | undefined {
  let matched = word.length - 1;
  for (let at = end - 1; at >= start; at--) {
    if (units[at] !== word[matched]) continue;
    if (matched-- === 0) return { first: at, end: forwardFrom(units, word, at) };
  }
  return undefined;
}

function backTo(units: Uint16Array, word: readonly number[], at: number): number {
  for (let index = word.length - 1; ; at--) {
    if (units[at] === word[index] && index-- === 0) return at;
  }
}

function forwardFrom(units: Uint16Array, word: readonly number[], at: number): number {
  for (let index = 0; ; at++) {
    if (units[at] === word[index] && ++index === word.length) return at + 1;
  }
}

function scorePlace(
  path: PathUnits,
  word: QueryWord,
  { first, end, positions }: Place & { readonly positions: number[] | undefined },
): number {
  const units = word.folds ? path.folded : path.original;
  let score = nameBonus(path, first, end - first === word.units.length ? end : undefined);
  let matched = 0;
  let gap = 0;
  let runBonus = 0;
  for (let at = first; at < end; at++) {
    if (units[at] !== word.units[matched]) {
      score += gap++ === 0 ? scores.gapStart : scores.gapExtension;
      continue;
    }
    const own = at === path.start ? scores.afterSlash : boundaryBonus(path.original, at);
    const continues = matched > 0 && gap === 0;
    runBonus = continues ? Math.max(runBonus, own) : own;
    // A run keeps the bonus of its first character: `test` in `my_test` scores higher than in `latest`.
    score += scores.character + (continues ? Math.max(runBonus, scores.consecutive) : own * (matched === 0 ? 2 : 1));
    gap = 0;
    matched++;
    positions?.push(at - path.start);
  }
  return Math.max(score, 0);
}

/** `unbrokenEnd` is the end of the place if it has no gaps. */
function nameBonus({ nameStart, end, isFolder }: PathUnits, first: number, unbrokenEnd: number | undefined): number {
  if (first === nameStart && unbrokenEnd === end) return isFolder ? scores.wholeFolderName : scores.wholeName;
  return first < nameStart || isFolder ? 0 : scores.inName;
}

function boundaryBonus(original: Uint16Array, at: number): number {
  const before = original[at - 1] ?? 47;
  if (before === 47) return scores.afterSlash;
  if (before === 95 || before === 45 || before === 46 || before === 32) return scores.afterSeparator;
  const unit = original[at] ?? 0;
  const startsWord = isUpper(unit) && !isUpper(before);
  const startsNumber = isDigit(unit) && !isDigit(before);
  return startsWord || startsNumber ? scores.camelCase : 0;
}

function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
