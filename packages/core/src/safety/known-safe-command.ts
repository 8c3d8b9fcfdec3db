import { type BashCommand, plainCommandsOf } from "../shell/bash-words.js";
import { isLineRangePrint } from "../shell/line-range-print.js";

/**
 * How a command that needs no approval is to run:
 * - `as-is`: it only reads, whatever the files that it meets say.
 * - `read-only`: it only reads, but a hostile repository can make it run programs (git and its configuration).
 */
export type KnownSafety = "as-is" | "read-only";

/** More commands than this in one script are not read through. */
const MAX_COMMANDS = 50;

/**
 * Whether a command is known to change nothing: one program of a short list with harmless arguments, or a `bash -lc` script of
 * nothing but such. Undefined when it is not, or not certainly.
 */
export async function knownSafetyOf(command: readonly string[]): Promise<KnownSafety | undefined> {
  const [program, flag, script] = command;
  if (program === "bash" && flag === "-lc" && script !== undefined && command.length === 3) return scriptSafety(script);
  return commandSafety(command.map((text) => ({ text, source: text, isPattern: false })));
}

async function scriptSafety(script: string): Promise<KnownSafety | undefined> {
  if (isReadDifferentlyByBash(script)) return undefined;
  const commands = await plainCommandsOf(script);
  if (commands === undefined || commands.length === 0 || commands.length > MAX_COMMANDS) return undefined;
  const safeties = commands.map(commandSafety);
  if (safeties.includes(undefined)) return undefined;
  return safeties.includes("read-only") ? "read-only" : "as-is";
}

/** Text in which the grammar and bash see different words: odd blanks, and lines continued in the middle of a word. */
function isReadDifferentlyByBash(script: string): boolean {
  return /[^\P{C}\t\n]|[^\P{Z} ]|[^\s]\\\n/u.test(script);
}

type Rule = (args: BashCommand) => KnownSafety | undefined;

function commandSafety(command: BashCommand): KnownSafety | undefined {
  const [program, ...args] = command;
  if (program === undefined || program.source !== program.text) return undefined;
  return RULES.get(program.text)?.(args);
}

const asIs: Rule = () => "as-is";

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...["cat", "cd", "echo", "false", "grep", "head", "ls", "nl", "pwd", "tail", "true", "wc", "which"].map(
    (name): [string, Rule] => [name, asIs],
  ),
  ["find", (args) => unless(args, isUnsafeFindOption)],
  ["rg", (args) => unless(args, isUnsafeRipgrepOption)],
  ["sed", sedSafety],
  ["git", gitSafety],
]);

/** Safe unless an argument is unsafe, or is a pattern that a file with an unsafe name could match. */
function unless(args: BashCommand, isUnsafe: (text: string) => boolean): KnownSafety | undefined {
  const isBad = args.some((arg) => isUnsafe(arg.text) || (arg.isPattern && /^[-*?[]/.test(arg.text)));
  return isBad ? undefined : "as-is";
}

const UNSAFE_FIND_OPTIONS = new Set([
  "-exec",
  "-execdir",
  "-ok",
  "-okdir",
  "-delete",
  "-fls",
  "-fprint",
  "-fprint0",
  "-fprintf",
]);

const isUnsafeFindOption = (text: string): boolean => UNSAFE_FIND_OPTIONS.has(text);

/** Flags of rg that take a value, so that what follows them in one word is not a flag. */
const RIPGREP_VALUE_FLAGS = "ABCEMTdefgjmrt";

/** Options with which rg runs another program. */
function isUnsafeRipgrepOption(text: string): boolean {
  if (text.startsWith("--")) return /^--(pre|hostname-bin|search-zip)(=|$)/.test(text);
  if (!text.startsWith("-")) return false;
  const flags = text.slice(1);
  const end = [...flags].findIndex((flag) => RIPGREP_VALUE_FLAGS.includes(flag));
  return (end < 0 ? flags : flags.slice(0, end)).includes("z");
}

/** Only `sed -n 12,40p FILE`: scripts can write files and run commands. */
function sedSafety(args: BashCommand): KnownSafety | undefined {
  const [quiet, script, file] = args.map((arg) => arg.text);
  const isPlain = args.length === 3 && quiet === "-n" && isLineRangePrint(script) && file !== undefined && file !== "";
  const mayBeOption = file?.startsWith("-") || (args[2]?.isPattern && /^[*?[]/.test(file ?? ""));
  return isPlain && !mayBeOption ? "as-is" : undefined;
}

function gitSafety([subcommand, ...args]: BashCommand): KnownSafety | undefined {
  const texts = args.map((arg) => arg.text);
  const mayWrite = texts.some((text) => /^--(output|ext-diff|textconv)(=|$)/.test(text));
  const mayBeOption = args.some((arg) => arg.isPattern && /^[-*?[]/.test(arg.text));
  if (mayWrite || mayBeOption) return undefined;
  switch (subcommand?.text) {
    case "status":
    case "log":
    case "diff":
    case "show":
      return "read-only";
    case "branch":
      return texts.some((text) =>
        /^(-[a-zA-Z]*[dDmMcCfu]|--(delete|move|copy|force|set-upstream|unset-upstream|edit))/.test(text),
      )
        ? undefined
        : "read-only";
    default:
      return undefined;
  }
}
