import { BestMatches, type Ranked } from "./best-matches.js";
import { matchWord } from "./match-word.js";
import { parseQuery, type QueryWord } from "./parse-query.js";
import type { PathStore } from "./path-store.js";

export interface FileMatch {
  /** Higher is better; comparable only within one search. */
  readonly score: number;
  /** Relative to the searched directory, with `/`. */
  readonly path: string;
  readonly isFolder: boolean;
  /** The matching characters (code points) in ascending order; only if requested. */
  readonly indices?: readonly number[];
}

export interface FileSearchResults {
  /** Best first; equal scores by path. */
  readonly matches: readonly FileMatch[];
  /** How many paths matched, including those not returned. */
  readonly totalMatchCount: number;
}

export interface SearchOptions {
  /** The maximum number of matches. Default: 64. */
  readonly limit?: number;
  /** Whether to return the matching characters. Default: false. */
  readonly computeIndices?: boolean;
}

/** Paths that fuzzily match every word of the query; letter case counts only for words with capitals. */
export function searchPaths(
  paths: PathStore,
  query: string,
  { limit = 64, computeIndices = false }: SearchOptions,
): FileSearchResults {
  const words = parseQuery(query);
  const mask = words.reduce((bits, word) => bits | word.mask, 0);
  const best = new BestMatches(limit, (a, b) => ranksBefore(paths, a, b));
  let totalMatchCount = 0;
  for (let path = 0; path < paths.size; path++) {
    if ((paths.maskOf(path) & mask) !== mask) continue;
    const score = scoreOf(paths, path, words);
    if (score < 0) continue;
    totalMatchCount++;
    if (score >= best.worstScore) best.offer({ path, score });
  }
  const matches = best.toSorted().map((ranked) => describe(paths, ranked, computeIndices ? words : undefined));
  return { matches, totalMatchCount };
}

function scoreOf(paths: PathStore, path: number, words: readonly QueryWord[]): number {
  const units = paths.unitsOf(path);
  let total = 0;
  for (const word of words) {
    const score = matchWord(units, word);
    if (score < 0) return -1;
    total += score;
  }
  return total;
}

function ranksBefore(paths: PathStore, a: Ranked, b: Ranked): boolean {
  if (a.score !== b.score) return a.score > b.score;
  return paths.comesBefore(a.path, b.path);
}

function describe(paths: PathStore, { path, score }: Ranked, words: readonly QueryWord[] | undefined): FileMatch {
  const text = paths.textOf(path);
  const match = { score, path: text, isFolder: paths.isFolder(path) };
  if (words === undefined) return match;
  const positions: number[] = [];
  for (const word of words) matchWord(paths.unitsOf(path), word, positions);
  return { ...match, indices: toCodePoints(text, positions) };
}

/** Converts positions of UTF-16 units to positions of code points, ascending and without duplicates. */
function toCodePoints(text: string, positions: readonly number[]): readonly number[] {
  const wanted = new Set(positions);
  const indices: number[] = [];
  let unit = 0;
  let index = 0;
  for (const character of text) {
    if (wanted.has(unit) || (character.length === 2 && wanted.has(unit + 1))) indices.push(index);
    unit += character.length;
    index++;
  }
  return indices;
}
