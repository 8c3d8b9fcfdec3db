import { foldCharacter } from "./fold-character.js";

/** A word of a query: its characters must occur in a path in this order. */
export interface QueryWord {
  /** UTF-16 units, folded when `folds`. */
  readonly units: readonly number[];
  /** Whether to ignore letter case and accents, because the word contains neither capitals nor accents. */
  readonly folds: boolean;
  /** Whether the word includes directories, so that file names are not tried first. */
  readonly hasSlash: boolean;
  /** The word's characters as `characterMask` bits. */
  readonly mask: number;
}

/** The words separated by white space; a path must match all of them. */
export function parseQuery(text: string): readonly QueryWord[] {
  return text
    .split(/\s+/u)
    .filter((word) => word !== "")
    .map((word) => {
      const units = Array.from({ length: word.length }, (_, index) => word.charCodeAt(index));
      const folds = units.every((unit) => foldCharacter(unit) === unit);
      const mask = units.reduce((bits, unit) => bits | characterMask(foldCharacter(unit)), 0);
      return { units, folds, hasSlash: word.includes("/"), mask };
    });
}

/** One of 32 bits for a folded character: a path must have all bits of a word to match it. */
export function characterMask(unit: number): number {
  if (unit >= 97 && unit <= 122) return 1 << (unit - 97);
  if (unit >= 48 && unit <= 57) return 1 << 26;
  if (unit === 95 || unit === 45) return 1 << 27;
  if (unit === 46) return 1 << 28;
  return unit < 128 ? 1 << 29 : 1 << 30;
}
