import type { BashCommand } from "../shell/bash-command.js";
import { plainCommandsOf } from "../shell/bash-words.js";
import { isLineRangePrint } from "../shell/line-range-print.js";

/** Scripts with more commands are not analyzed. */
const MAX_COMMANDS = 50;

/**
 * Whether a command certainly changes nothing: one program of a short list with harmless arguments, or a `bash -lc` script of only
 * such commands. It is still confined, because a hostile repository can make Git run programs.
 */
export async function isKnownSafe(command: readonly string[]): Promise<boolean> {
  const [program, flag, script] = command;
  if (program === "bash" && flag === "-lc" && script !== undefined && command.length === 3) return isSafeScript(script);
  return isSafeCommand(command.map((text) => ({ text, source: text, isPattern: false })));
}

async function isSafeScript(script: string): Promise<boolean> {
  if (isReadDifferentlyByBash(script)) return false;
  const commands = await plainCommandsOf(script);
  if (commands === undefined || commands.length === 0 || commands.length > MAX_COMMANDS) return false;
  return commands.every(isSafeCommand);
}

/** Text that the grammar and bash split into different words: unusual blanks, and line continuations in the middle of a word. */
function isReadDifferentlyByBash(script: string): boolean {
  return /[^\P{C}\t\n]|[^\P{Z} ]|[^\s]\\\n/u.test(script);
}

type Rule = (args: BashCommand) => boolean;

function isSafeCommand(command: BashCommand): boolean {
  const [program, ...args] = command;
  if (program === undefined || program.source !== program.text) return false;
  return RULES.get(program.text)?.(args) ?? false;
}

const always: Rule = () => true;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...["cat", "cd", "echo", "false", "grep", "head", "ls", "nl", "pwd", "tail", "true", "wc", "which"].map(
    (name): [string, Rule] => [name, always],
  ),
  ["find", (args) => hasNone(args, isUnsafeFindOption)],
  ["rg", (args) => hasNone(args, isUnsafeRipgrepOption)],
  ["sed", isSafeSed],
  ["git", isSafeGit],
]);

/** False if an argument is unsafe, or is a pattern that could match a file with an unsafe name. */
function hasNone(args: BashCommand, isUnsafe: (text: string) => boolean): boolean {
  return !args.some((arg) => isUnsafe(arg.text) || (arg.isPattern && /^[-*?[]/.test(arg.text)));
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

/** Flags of rg that take a value: the rest of the word after one of them contains no flags. */
const RIPGREP_VALUE_FLAGS = "ABCEMTdefgjmrt";

/** Options that make rg run another program. */
function isUnsafeRipgrepOption(text: string): boolean {
  if (text.startsWith("--")) return /^--(pre|hostname-bin|search-zip)(=|$)/.test(text);
  if (!text.startsWith("-")) return false;
  const flags = text.slice(1);
  const end = [...flags].findIndex((flag) => RIPGREP_VALUE_FLAGS.includes(flag));
  return (end < 0 ? flags : flags.slice(0, end)).includes("z");
}

/** Allows only `sed -n 12,40p FILE`: sed scripts can write files and run commands. */
function isSafeSed(args: BashCommand): boolean {
  const [quiet, script, file] = args.map((arg) => arg.text);
  const isPlain = args.length === 3 && quiet === "-n" && isLineRangePrint(script) && file !== undefined && file !== "";
  const mayBeOption = file?.startsWith("-") || (args[2]?.isPattern && /^[*?[]/.test(file ?? ""));
  return isPlain && !mayBeOption;
}

function isSafeGit([subcommand, ...args]: BashCommand): boolean {
  const texts = args.map((arg) => arg.text);
  const end = texts.indexOf("--");
  const options = end < 0 ? texts : texts.slice(0, end);
  // Git accepts an unambiguous prefix of an option's name. To merge anew for a diff, it writes objects.
  const mayWrite = options.some((text) => /^--(ou|ext|textc|reme|diff-m[a-z]*(=r|$))/.test(text));
  const mayBeOption = args.some((arg) => arg.isPattern && /^[-*?[]/.test(arg.text));
  if (mayWrite || mayBeOption) return false;
  switch (subcommand?.text) {
    case "status":
    case "log":
    case "diff":
    case "show":
      return true;
    case "branch":
      return listsBranches(texts);
    default:
      return false;
  }
}

/** Options of `git branch` that list, whatever else is given: a name is then a filter. */
const LISTS = /^(-l|--list|--show-current|--(no-)?(contains|merged)(=.*)?|--points-at(=.*)?)$/s;
/** Options that change only how a list looks. */
const SHAPES_LIST =
  /^(-[arvi]+|--(all|remotes|verbose|ignore-case|omit-empty)|--(sort|format)(=.*)?|--(no-)?(color|column|abbrev)(=.*)?)$/s;
const WITH_VALUE = /^--(sort|format)$/;

/** `git branch NAME` creates a branch: it is no different from other commands that write. */
function listsBranches(args: readonly string[]): boolean {
  const options: string[] = [];
  let hasOperand = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg.startsWith("-")) options.push(arg);
    else hasOperand = true;
    if (WITH_VALUE.test(arg)) at++;
  }
  if (!options.every((option) => LISTS.test(option) || SHAPES_LIST.test(option))) return false;
  return !hasOperand || options.some((option) => LISTS.test(option));
}
