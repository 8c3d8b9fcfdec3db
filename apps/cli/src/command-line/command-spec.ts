import type { Io } from "../io.js";

/** An option of a command. */
export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** The value's name in the help; an option without it is a switch. */
  readonly value?: string;
  /** For a switch: the name of an optional value after `=`. */
  readonly inlineValue?: string;
  readonly multiple?: boolean;
  /** Words after the first value are values too, unless they may be the prompt. */
  readonly takesSeveral?: boolean;
  /** Values may also be separated by commas. */
  readonly commaSeparated?: boolean;
  /** The only accepted values. */
  readonly choices?: readonly string[];
  /** The format of every value. */
  readonly pattern?: RegExp;
  /** What completions offer for the value. Default: nothing. */
  readonly completes?: "files" | "folders";
  readonly summary: string;
  /** Other names of it, not shown in the help. */
  readonly aliases?: readonly string[];
  readonly hidden?: boolean;
  /** For a switch: another switch that it implies. */
  readonly implies?: string;
  /** Subcommands accept it, too. */
  readonly global?: boolean;
  /** Names of options that it cannot be combined with. */
  readonly conflicts?: readonly string[];
}

export interface PositionalSpec {
  readonly name: string;
  readonly required?: boolean;
  /** The only accepted values. */
  readonly choices?: readonly string[];
  /** Takes all remaining words, including options after the first of them. */
  readonly rest?: boolean;
  readonly summary: string;
}

/** The parsed command line, checked against the specs: values by option name, including the options of parent commands. */
export interface Invocation {
  /** The commands from `codex` down to the one that runs. */
  readonly path: readonly CommandSpec[];
  /** The last value of an option. */
  option(name: string): string | undefined;
  /** Every value of an option, those given to parent commands first. */
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
  /** A server, which normally ends when its client disconnects. */
  readonly isServer?: boolean;
  readonly options: readonly OptionSpec[];
  readonly positionals?: readonly PositionalSpec[];
  readonly commands?: readonly CommandSpec[];
  /** Finds some of `commands` by name or alias without loading that table. */
  readonly frequent?: (name: string) => CommandSpec | undefined;
  /** Names of subcommands, and of options with their dashes, in later versions; with what to do instead. */
  readonly later?: ReadonlyMap<string, string>;
  readonly hidden?: boolean;
  /** Loads the implementation, which is not loaded before. A command without it only groups others. */
  readonly load?: () => Promise<{ readonly run: (invocation: Invocation, io: Io) => Promise<number> }>;
}
