import type { Composer } from "./composer.js";
import type { Sought } from "./vim-motions.js";

/** How the keys of vi stand: letters are typed, or they are commands. */
export interface Vim {
  readonly mode: "insert" | "normal";
  /** What was typed of a command that is not whole. */
  readonly pending: string;
  /** What was looked for last. */
  readonly sought?: Sought | undefined;
}

export const beginVim: Vim = { mode: "insert", pending: "" };

/** The draft after a key, and how the keys stand then. */
export interface VimEdit {
  readonly type: "edited";
  readonly composer: Composer;
  readonly vim: Vim;
}

export function edited(composer: Composer, vim: Vim): VimEdit {
  return { type: "edited", composer, vim };
}
