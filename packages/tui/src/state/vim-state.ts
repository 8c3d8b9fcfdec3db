import type { Composer } from "./composer.js";
import type { LetterSearch } from "./vim-motions.js";

/** The vi state: letters are typed, or are commands. */
export interface Vim {
  readonly mode: "insert" | "normal";
  /** The keys of an incomplete command. */
  readonly pending: string;
  /** The latest target of f, F, t or T. */
  readonly lastSearch?: LetterSearch | undefined;
}

export const beginVim: Vim = { mode: "insert", pending: "" };

/** The draft and the vi state after a key. */
export interface VimEdit {
  readonly type: "edited";
  readonly composer: Composer;
  readonly vim: Vim;
}

export function edited(composer: Composer, vim: Vim): VimEdit {
  return { type: "edited", composer, vim };
}
