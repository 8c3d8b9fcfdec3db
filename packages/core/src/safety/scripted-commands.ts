import { type BashNode, loadBashParser } from "../shell/bash-grammar.js";
import { obviousCommandsOf } from "../shell/obvious-words.js";

/** How many levels of nested shells are followed. */
const MAX_DEPTH = 4;
const SHELLS = new Set(["bash", "sh", "zsh", "dash", "ksh"]);
/** Names of programs that run the command in their arguments. */
export const WRAPPERS = new Set([
  "sudo",
  "doas",
  "env",
  "nohup",
  "time",
  "nice",
  "command",
  "exec",
  "builtin",
  "xargs",
  "timeout",
  "setsid",
]);

/**
 * Every simple command that a command could run: in shell scripts, below `if`, loops and substitutions, and after `sudo`, `xargs`
 * and the like. Words are as written but unquoted; expansions stay as `$…`. Undefined if a script cannot be parsed.
 */
export async function commandsWithin(command: readonly string[], depth = 0): Promise<string[][] | undefined> {
  const words = withoutWrappers(command);
  const script = scriptOf(words);
  if (script === undefined) return [words];
  if (depth >= MAX_DEPTH) return undefined;
  const simple = await simpleCommandsOf(script);
  if (simple === undefined) return undefined;
  const nested = await Promise.all(simple.map((inner) => commandsWithin(inner, depth + 1)));
  return nested.includes(undefined) ? undefined : nested.flatMap((commands) => commands ?? []);
}

async function simpleCommandsOf(script: string): Promise<string[][] | undefined> {
  const obvious = obviousCommandsOf(script);
  if (obvious !== undefined) return obvious.map((words) => words.map(({ text }) => text));
  const parser = await loadBashParser();
  using tree = parser.parse(script);
  if (tree.root.hasError) return undefined;
  return tree.root.descendantsOfType("command").flatMap((node) => (node === null ? [] : [wordsOf(node)]));
}

function scriptOf([program = "", ...args]: readonly string[]): string | undefined {
  if (program === "eval") return args.join(" ");
  if (!SHELLS.has(baseName(program))) return undefined;
  const flag = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  return flag < 0 ? undefined : args[flag + 1];
}

/** Skips a wrapper's options, the variables of `env` and the duration of `timeout`. `env -S` splits its argument into a command. */
function withoutWrappers(command: readonly string[]): string[] {
  const words = [...command];
  while (WRAPPERS.has(baseName(words[0] ?? ""))) {
    const isEnv = baseName(words.shift() ?? "") === "env";
    for (let word = words[0] ?? ""; /^(-|[\w]+=|\d)/.test(word); word = words[0] ?? "") {
      words.shift();
      const [, line] = (isEnv && SPLIT_STRING.exec(word)) || [];
      if (line !== undefined)
        words.unshift(...(line === "" ? (words.shift() ?? "") : line).split(/\s+/).filter(Boolean));
    }
  }
  return words;
}

/** `-S "git push"`, `-S"git push"`, `-vS "git push"`, `--split-string="git push"`. */
const SPLIT_STRING = /^(?:-[a-zA-Z]*?S|--split-string=?)(.*)$/s;

function wordsOf(command: BashNode): string[] {
  return command.namedChildren.flatMap((node) => {
    if (node === null || node.type.endsWith("redirect") || node.type === "variable_assignment") return [];
    return [wordOf(node)];
  });
}

/** A word without its outer quotes; inner quotes stay, because the word may be a script itself. */
function wordOf(node: BashNode): string {
  switch (node.type) {
    case "raw_string":
      return node.text.slice(1, -1);
    case "string":
      return node.text.slice(1, -1).replace(/\\(["\\`])/g, "$1");
    case "command_name":
    case "concatenation":
      return node.children.map((child) => (child === null ? "" : wordOf(child))).join("");
    default:
      return node.text.replace(/\\(?=[^\n])/g, "");
  }
}

export const baseName = (program: string): string => program.slice(program.lastIndexOf("/") + 1);
