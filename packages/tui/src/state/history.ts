import type { Atom } from "./composer.js";

/** Earlier messages, and the user's position among them. */
export interface History {
  /** Newest first. */
  readonly entries: readonly (string | readonly Atom[])[];
  /** -1: at the draft. */
  readonly index: number;
  /** The draft before going back. */
  readonly draft: readonly Atom[];
}

export const emptyHistory: History = { entries: [], index: -1, draft: [] };

export function remember(history: History, entry: string | readonly Atom[]): History {
  const isSame = history.entries[0] === entry;
  return { ...history, entries: isSame ? history.entries : [entry, ...history.entries], index: -1, draft: [] };
}

export interface Recalled {
  readonly history: History;
  readonly draft: string | readonly Atom[];
}

/** Goes one message back; undefined if there is none. */
export function older(history: History, draft: readonly Atom[]): Recalled | undefined {
  const entry = history.entries[history.index + 1];
  if (entry === undefined) return undefined;
  const kept = history.index < 0 ? draft : history.draft;
  return { history: { ...history, index: history.index + 1, draft: kept }, draft: entry };
}

/** Goes one message forward, finally to the draft. */
export function newer(history: History): Recalled | undefined {
  if (history.index < 0) return undefined;
  const index = history.index - 1;
  const entry = index < 0 ? history.draft : history.entries[index];
  return entry === undefined ? undefined : { history: { ...history, index }, draft: entry };
}
