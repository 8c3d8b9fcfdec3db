import type { BashCommand, BashWord } from "./bash-command.js";
import { MAX_SCRIPT_LENGTH } from "./bash-grammar.js";
import { isSplitInto } from "./split-plain-words.js";

/**
 * Matches one token of a script: blanks, an operator, or a whole word. In quotes, allows a backslash only where every shell keeps
 * it. Created on demand: V8 loads its Unicode tables for such an expression, which takes a millisecond that most starts do not
 * need.
 */
const pieceOf = () =>
  /(?<blank> +)|(?<operator>&&|\|\||[;|\n])|(?:'(?<raw>[^\p{C}\p{Zl}\p{Zp}']+)'|"(?! *")(?<quoted>(?:[^\p{C}\p{Zl}\p{Zp}"\\$`!]|\\[\w|(){}.*+?[\]])+)"|(?<bare>[\w./,:@%+=*?-]+))(?=[ ;|&\n]|$)/uy;

const PROGRAM = /^[a-z_./][\w./-]*$/i;
/** The grammar has special rules for commands with these names. */
const DECLARATIONS = new Set(["declare", "typeset", "export", "readonly", "local", "unset", "unsetenv"]);

/**
 * The commands of a script whose words are unambiguous: names, options, and completely quoted words. Undefined for everything else,
 * which the grammar has to parse: that takes 25 ms and 55 MiB to load, and most scripts do not need it.
 */
export function obviousCommandsOf(script: string): BashCommand[] | undefined {
  if (script.length > MAX_SCRIPT_LENGTH) return undefined;
  const commands: BashWord[][] = [[]];
  const piece = pieceOf();
  while (piece.lastIndex < script.length) {
    const groups = piece.exec(script)?.groups;
    if (groups === undefined) return undefined;
    const { operator, raw, quoted, bare } = groups;
    if (operator !== undefined) commands.push([]);
    const text = raw ?? quoted ?? bare;
    if (text === undefined) continue;
    commands.at(-1)?.push({ text, source: text, isPattern: bare !== undefined && /[*?]/.test(bare) });
  }
  return commands.every(startsWithProgram) && isSplitInto(script, commands) ? commands : undefined;
}

function startsWithProgram([first]: BashCommand): boolean {
  return first !== undefined && PROGRAM.test(first.source) && !DECLARATIONS.has(first.text);
}
