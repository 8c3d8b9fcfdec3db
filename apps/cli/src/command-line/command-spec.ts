import type { Io } from "../io.js";

/** One option of a command. */
export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What the value is called in the help; an option without it is a switch. */
  readonly value?: string;
  /** Of a switch: what a value is called that may follow after `=`. */
  readonly inlineValue?: string;
  readonly multiple?: boolean;
  /** Values may also be separated by commas. */
  readonly commaSeparated?: boolean;
  /** The only values that are taken. */
  readonly choices?: readonly string[];
  /** What every value looks like. */
  readonly pattern?: RegExp;
  /** What completions offer for the value. Default: nothing. */
  readonly completes?: "files" | "folders";
  readonly summary: string;
  /** Other names of it, not shown in the help. */
  readonly aliases?: readonly string[];
  readonly hidden?: boolean;
  /** Of a switch: another one that is given with it. */
  readonly implies?: string;
  /** Commands below take it too. */
  readonly global?: boolean;
  /** Names of options that make no sense beside it. */
  readonly conflicts?: readonly string[];
}

export interface PositionalSpec {
  readonly name: string;
  readonly required?: boolean;
  /** The only values that are taken. */
  readonly choices?: readonly string[];
  /** Takes all that follow; options after the first belong to it. */
  readonly rest?: boolean;
  readonly summary: string;
}

/** What the user wrote, checked against the specs: names to values, with the options of the commands above. */
export interface Invocation {
  /** The commands from `codex` down to the one that runs. */
  readonly path: readonly CommandSpec[];
  /** The last value of an option. */
  option(name: string): string | undefined;
  /** Every value of an option, those given to commands above first. */
  options(name: string): readonly string[];
  has(name: string): boolean;
  readonly positionals: readonly string[];
}

export interface CommandSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** More text for the command's own help. */
  readonly description?: string;
  readonly examples?: readonly string[];
  /** It serves a program, whose leaving is its regular end. */
  readonly isServer?: boolean;
  readonly options: readonly OptionSpec[];
  readonly positionals?: readonly PositionalSpec[];
  readonly commands?: readonly CommandSpec[];
  /** Finds some of `commands` by a name or an alias, without a look at that table. */
  readonly frequent?: (name: string) => CommandSpec | undefined;
  /** Names that later versions have commands for, with what to do instead. */
  readonly later?: ReadonlyMap<string, string>;
  readonly hidden?: boolean;
  /** Loads the code that runs it; nothing of it is loaded before. A command without it only groups others. */
  readonly load?: () => Promise<{ readonly run: (invocation: Invocation, io: Io) => Promise<number> }>;
}
