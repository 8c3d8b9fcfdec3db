/** A part of a text, by its offsets, and what comes into its place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with its parts replaced; they may not overlap. */
export function replaceParts(text: string, replacements: readonly Replacement[]): string {
  let result = "";
  let position = 0;
  for (const { start, end, text: replacement } of [...replacements].sort((left, right) => left.start - right.start)) {
    result += text.slice(position, start) + replacement;
    position = end;
  }
  return result + text.slice(position);
}
