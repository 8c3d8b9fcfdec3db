import { type BashNode, loadBashParser } from "../shell/bash-grammar.js";
import { obviousCommandsOf } from "../shell/obvious-words.js";
import { baseName } from "./base-name.js";
import { withoutWrappers } from "./wrapped-command.js";

/** How many levels of nested shells are followed. */
const MAX_DEPTH = 4;
const SHELLS = new Set(["bash", "sh", "zsh", "dash", "ksh", "ash", "mksh", "rbash"]);
/**
 * Every simple command that a command could run: in shell scripts, below `if`, loops and substitutions, after `sudo`, `xargs` and the
 * like, and after `find -exec`. Words are as written but unquoted; expansions stay as `$…`. Undefined if a script cannot be parsed.
 */
export async function commandsWithin(command: readonly string[], depth = 0): Promise<string[][] | undefined> {
  const words = withoutWrappers(command);
  const script = scriptOf(words);
  const found = runByFind(words);
  if (script === undefined && found.length === 0) return [[...words]];
  if (depth >= MAX_DEPTH) return undefined;
  const simple = script === undefined ? found : await simpleCommandsOf(script);
  if (simple === undefined) return undefined;
  const nested = await Promise.all(simple.map((inner) => commandsWithin(inner, depth + 1)));
  if (nested.includes(undefined)) return undefined;
  return [...(script === undefined ? [[...words]] : []), ...nested.flatMap((commands) => commands ?? [])];
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
  return SHELLS.has(baseName(program)) ? scriptOfShell(args) : undefined;
}

/** The first word after all options, if `-c` is among them: `-c SCRIPT`, `-ce SCRIPT`, `-c -o pipefail -- SCRIPT`. */
function scriptOfShell(args: readonly string[]): string | undefined {
  let at = 0;
  let isGiven = false;
  for (let word = args[at]; word !== undefined && /^[-+]/.test(word); word = args[at]) {
    at++;
    if (word === "-" || word === "--") break;
    if (word.startsWith("--")) at += /^--(rcfile|init-file)$/.test(word) ? 1 : 0;
    else {
      isGiven ||= word.startsWith("-") && word.includes("c");
      // Each `o` and `O` takes the name of a setting.
      at += word.replace(/[^oO]/g, "").length;
    }
  }
  return isGiven ? args[at] : undefined;
}

/** The commands that `find` runs for what it finds. */
function runByFind([program = "", ...args]: readonly string[]): string[][] {
  if (baseName(program) !== "find") return [];
  return args.flatMap((arg, at) => {
    if (!/^-(exec|ok)(dir)?$/.test(arg)) return [];
    const rest = args.slice(at + 1);
    const end = rest.findIndex((word, index) => word === ";" || (word === "+" && rest[index - 1] === "{}"));
    return [end < 0 ? rest : rest.slice(0, end)];
  });
}

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
    case "ansi_c_string":
    case "translated_string":
      return wordOfDollarString(node);
    case "command_name":
    case "concatenation":
      return node.children.map((child) => (child === null ? "" : wordOf(child))).join("");
    default:
      return node.text.replace(/\\(?=[^\n])/g, "");
  }
}

/** `$'…'` and `$"…"`. Escapes of characters by their numbers stay as they are. */
function wordOfDollarString(node: BashNode): string {
  if (node.type === "translated_string") return node.text.slice(2, -1).replace(/\\(["\\`$])/g, "$1");
  return node.text.slice(2, -1).replace(/\\([\\'"?])/g, "$1");
}
