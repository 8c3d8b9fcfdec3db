import type { CommandSpec, OptionSpec } from "../command-line/command-spec.js";
import { optionsOf } from "../command-line/parse-command-line.js";

/** A command as seen by completions: what may follow its name. */
export interface CompletionContext {
  /** For example `codex exec resume`. */
  readonly name: string;
  /** Words that lead to another context, including aliases. */
  readonly steps: readonly { readonly word: string; readonly to: string }[];
  /** Subcommands and fixed arguments, each with a description. */
  readonly words: readonly { readonly word: string; readonly summary: string }[];
  readonly flags: readonly CompletionFlag[];
}

export interface CompletionFlag {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | undefined;
  readonly summary: string;
  /** Its value; switches have none. */
  readonly value: CompletionValue | undefined;
}

export type CompletionValue =
  | { readonly type: "choices"; readonly choices: readonly string[] }
  | { readonly type: "files" | "folders" | "text" };

/** All commands of the table, the root first, without hidden commands and options. */
export function completionContexts(root: CommandSpec): CompletionContext[] {
  return contextsBelow([root]);
}

function contextsBelow(path: readonly CommandSpec[]): CompletionContext[] {
  const command = path.at(-1);
  if (command === undefined) return [];
  const commands = (command.commands ?? []).filter(({ hidden }) => !hidden);
  return [contextOf(path, command, commands), ...commands.flatMap((below) => contextsBelow([...path, below]))];
}

function contextOf(
  path: readonly CommandSpec[],
  command: CommandSpec,
  commands: readonly CommandSpec[],
): CompletionContext {
  const name = path.map((part) => part.name).join(" ");
  const argumentWords = (command.positionals ?? []).flatMap(({ choices = [], summary }) =>
    choices.map((word) => ({ word, summary })),
  );
  return {
    name,
    steps: commands.flatMap((below) =>
      [below.name, ...(below.aliases ?? [])].map((word) => ({ word, to: `${name} ${below.name}` })),
    ),
    words: [...commands.map((below) => ({ word: below.name, summary: below.summary })), ...argumentWords],
    flags: [...optionsOf(path).filter(({ hidden }) => !hidden), helpOption].map(flagOf),
  };
}

const helpOption: OptionSpec = { name: "help", short: "h", summary: "Show help" };

function flagOf(option: OptionSpec): CompletionFlag {
  return {
    long: `--${option.name}`,
    short: option.short === undefined ? undefined : `-${option.short}`,
    summary: option.summary,
    value: completionValue(option),
  };
}

function completionValue({ value, choices, completes }: OptionSpec): CompletionValue | undefined {
  if (value === undefined) return undefined;
  if (choices !== undefined) return { type: "choices", choices };
  return { type: completes ?? "text" };
}

/** The spellings of a flag. */
export function spellings({ long, short }: CompletionFlag): string[] {
  return short === undefined ? [long] : [long, short];
}
