import type { BashCommand } from "./bash-command.js";

/** Words with a special meaning in place of a command's name. */
const RESERVED = new Set(
  ["if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "select", "in"].concat([
    "function",
    "time",
    "coproc",
    "!",
    "{",
    "}",
    "[[",
    "]]",
  ]),
);
/** A job, or a variable assignment. */
const NO_PROGRAM = /^(%|[A-Za-z_]\w*(\[[^\]]*\])?\+?=)/;

/** Matches one token of a script: blanks, an operator, or a piece of a word. Anything else is not plain. */
const PIECE =
  /(?<continued>\\\n)|(?<blank>[ \t]+)|(?<operator>&&|\|\||;|\||\n)|'(?<raw>[^']*)'|"(?<quoted>(?:[^"\\$`]|\\[\s\S])*)"|\\(?<escaped>[^\n])|(?<plain>[^\s\\'"$`;&|<>()#]+|(?<=[^\s;&|])#)/y;

interface Word {
  text: string;
  /** The same with every quoted character replaced by `q`. */
  shape: string;
}

/**
 * Splits a script of plain words like bash, by its quoting rules alone; the grammar's result is compared with this. Undefined for
 * scripts that are not certainly plain.
 */
export function splitPlainWords(script: string): string[][] | undefined {
  const commands: Word[][] = [[]];
  let word: Word | undefined;
  const append = (text: string, shape: string): void => {
    if (word === undefined) {
      word = { text: "", shape: "" };
      commands.at(-1)?.push(word);
    }
    word.text += text;
    word.shape += shape;
  };
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < script.length) {
    const groups = PIECE.exec(script)?.groups;
    if (groups === undefined) return undefined;
    const { continued, blank, operator, raw, quoted, escaped, plain } = groups;
    if (continued !== undefined) continue;
    if (blank !== undefined || operator !== undefined) word = undefined;
    if (operator !== undefined) commands.push([]);
    const literal = raw ?? escaped ?? quoted?.replace(/\\([$`"\\\n])/g, (_, char) => (char === "\n" ? "" : char));
    if (literal !== undefined) append(literal, "q".repeat(literal.length));
    if (plain !== undefined) append(plain, plain);
  }
  const filled = commands.filter((words) => words.length > 0);
  return filled.every(isPlain) ? filled.map((words) => words.map(({ text }) => text)) : undefined;
}

/** Whether a script consists of exactly these commands' words. */
export function isSplitInto(script: string, commands: readonly BashCommand[]): boolean {
  return (
    JSON.stringify(commands.map((words) => words.map(({ text }) => text))) === JSON.stringify(splitPlainWords(script))
  );
}

function isPlain([first, ...rest]: readonly Word[]): boolean {
  if (first === undefined || RESERVED.has(first.shape) || NO_PROGRAM.test(first.shape)) return false;
  return [first, ...rest].every(({ shape }) => !becomesOther(shape));
}

/** Brace expansions and other users' or special folders: `~user`, `~+`. The parser handles patterns and plain `~`. */
function becomesOther(shape: string): boolean {
  const brace = shape.indexOf("{");
  return /^~[^/]/.test(shape) || (brace >= 0 && /,|\.\./.test(shape.slice(brace)));
}
