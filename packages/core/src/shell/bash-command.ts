/** One word of a simple command. */
export interface BashWord {
  /** What the command receives: without quotes and escapes. */
  readonly text: string;
  /** As written, without the outer quotes. */
  readonly source: string;
  /** Contains an unquoted `*`, `?` or `[`: the shell may replace it by file names. */
  readonly isPattern: boolean;
}

export type BashCommand = readonly BashWord[];
