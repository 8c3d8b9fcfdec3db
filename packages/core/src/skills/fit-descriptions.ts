/** The line of one skill. Only its description may be shortened. */
export interface SkillLine {
  readonly before: string;
  readonly description: string;
  readonly after: string;
}

/**
 * The lines, fitted into a length that includes line breaks. If they are too long, every long description is shortened to the same length.
 * If there is no room for any description, as many lines as fit are returned without one.
 */
export function fitDescriptions(lines: readonly SkillLine[], maxLength: number): readonly string[] {
  const bare = lines.map(({ before, after }) => before.length + after.length + 1);
  const room = maxLength - sum(bare);
  if (room < 0) return lines.slice(0, countWithin(bare, maxLength)).map((line) => lineOf(line, 0));
  const longest = evenShare(
    lines.map(({ description }) => description.length),
    room,
  );
  return lines.map((line) => lineOf(line, longest));
}

function lineOf({ before, description, after }: SkillLine, longest: number): string {
  const shown = description.slice(0, longest).toWellFormed().trimEnd();
  return `${before}${shown}`.trimEnd() + after;
}

/** The greatest length at which all of them fit into the room together. */
function evenShare(lengths: readonly number[], room: number): number {
  let left = room;
  const ascending = [...lengths].sort((a, b) => a - b);
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (length > share) return share;
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
}

function countWithin(lengths: readonly number[], maxLength: number): number {
  let length = 0;
  const tooMany = lengths.findIndex((next) => {
    length += next;
    return length > maxLength;
  });
  return tooMany === -1 ? lengths.length : tooMany;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
