/** A choice in a list. */
export interface Choice<T> {
  readonly name: string;
  readonly detail: string;
  readonly value: T;
}

/** A list of choices with one selected. */
export interface ChoiceList<T> {
  readonly choices: readonly Choice<T>[];
  readonly selected: number;
}

export function choiceList<T>(choices: readonly Choice<T>[], selected = 0): ChoiceList<T> {
  return { choices, selected: Math.max(0, Math.min(selected, choices.length - 1)) };
}

/** Selects the next or previous choice; wraps around. */
export function moveSelection<T>({ choices, selected }: ChoiceList<T>, by: number): ChoiceList<T> {
  const count = choices.length;
  return { choices, selected: count === 0 ? 0 : (selected + by + count) % count };
}

/** Moves a page forward or back; stops at either end. */
export function pageSelection<T>({ choices, selected }: ChoiceList<T>, by: number): ChoiceList<T> {
  return choiceList(choices, selected + by);
}

export function chosen<T>({ choices, selected }: ChoiceList<T>): Choice<T> | undefined {
  return choices[selected];
}

/**
 * The choices that match the letters, best first: names that start with them, names that contain them, all their words, or the letters in
 * sequence.
 */
export function narrowed<T>(choices: readonly Choice<T>[], letters: string): Choice<T>[] {
  const wanted = letters.toLowerCase();
  if (wanted === "") return [...choices];
  const words = wanted.split(/\s+/);
  const rank = ({ name, detail }: Choice<T>) => {
    const lower = name.toLowerCase();
    if (lower.startsWith(wanted)) return 0;
    if (lower.includes(wanted)) return 1;
    if (words.every((word) => lower.includes(word))) return 2;
    if (inOrder(lower, wanted)) return 3;
    return detail.toLowerCase().includes(wanted) && wanted.length > 3 ? 4 : undefined;
  };
  return choices
    .map((choice) => ({ choice, rank: rank(choice) }))
    .filter(({ rank: own }) => own !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ choice }) => choice);
}

function inOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
