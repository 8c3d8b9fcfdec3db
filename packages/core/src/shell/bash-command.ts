/** One word of a simple command. */
export interface BashWord {
  /** What the command gets: quotes and escapes are taken off. */
  readonly text: string;
  /** As it was written, without the quotes around it. */
  readonly source: string;
  /** Unquoted `*`, `?` or `[`: the shell may put file names in its place. */
  readonly isPattern: boolean;
}

export type BashCommand = readonly BashWord[];
