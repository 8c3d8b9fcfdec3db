import type { BashCommand } from "./bash-command.js";
import { MAX_SCRIPT_LENGTH } from "./bash-grammar.js";
import { commandsByGrammar } from "./grammar-words.js";
import { obviousCommandsOf } from "./obvious-words.js";
import { isSplitInto, splitPlainWords } from "./split-plain-words.js";

/**
 * The simple commands of a script that contains only plain words and quoted strings, joined by `&&`, `||`, `;`, `|` and line ends.
 * Undefined for everything else (expansions, redirections, control flow, comments, syntax errors, too long a script), and for the
 * few scripts in which the grammar and bash disagree on the words.
 */
export async function plainCommandsOf(script: string): Promise<BashCommand[] | undefined> {
  if (script.length > MAX_SCRIPT_LENGTH) return undefined;
  const obvious = obviousCommandsOf(script);
  if (obvious !== undefined) return obvious;
  if (splitPlainWords(script) === undefined) return undefined;
  const commands = await commandsByGrammar(script);
  return commands !== undefined && isSplitInto(script, commands) ? commands : undefined;
}
